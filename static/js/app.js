// Behaviours that make pages quicker. Every page works without them.
import { autosubmit } from "./modules/autosubmit.js";
import { copyText } from "./modules/copy-text.js";
import { focusErrorSummary } from "./modules/error-summary.js";
import { keepText } from "./modules/keep-text.js";
import { closeMenu } from "./modules/menu.js";
import { printing } from "./modules/printing.js";
import { selectAll } from "./modules/select_all.js";
import { taskRows } from "./modules/task-rows.js";
import { untilTyped } from "./modules/until-typed.js";

autosubmit(document);
copyText(document);
focusErrorSummary(document);
untilTyped(document);
keepText(document);
closeMenu(document);
printing(document);
selectAll(document);
taskRows(document);
