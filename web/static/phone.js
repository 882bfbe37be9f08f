/* The rep's day on his phone: what he does is kept, shown and sent, and the day stays when the network goes. */
import { showActions } from "./actions.js";
import { showBothSides } from "./both_sides.js";
import { showChanges } from "./day_changes.js";
import { showDebriefs } from "./debrief.js";
import { offerInstall } from "./install_hint.js";
import { offerLeaving } from "./leaving.js";
import "./navigate.js";
import { hearNews } from "./office_news.js";
import { showBar } from "./outbox_bar.js";
import { keepSyncing } from "./sync.js";
import { showWayAhead } from "./way_ahead.js";

showWayAhead();
showActions();
showBar();
showBothSides();
showChanges();
showDebriefs();
offerInstall();
offerLeaving();
hearNews();
keepSyncing();
