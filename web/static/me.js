/* A rep's own page: signing out takes along what this phone kept of him. */
import { offerLeaving } from "./leaving.js";

offerLeaving();
