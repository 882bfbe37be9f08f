/* The rep's day on his phone: what he does is kept, and shown. */
import { showChanges } from "./day_changes.js";
import { showDebriefs } from "./debrief.js";
import "./outbox.js";

showChanges();
showDebriefs();
