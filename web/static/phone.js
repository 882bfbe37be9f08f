/* The rep's day on his phone: what he does is kept, and shown. */
import "./outbox.js";
