// The types of panels that are drawn. Each has draw(place, { panel, frames, from, to }), which may give something to
// end(); `drawsNothing` says that it shows the absence of data itself.

import * as barchart from "./barchart.js";
import * as bargauge from "./bargauge.js";
import * as piechart from "./piechart.js";
import * as stat from "./stat.js";
import * as stateTimeline from "./state_timeline.js";
import * as table from "./table.js";
import * as text from "./text.js";
import * as timeseries from "./timeseries.js";

export const PANELS = { barchart, bargauge, piechart, stat, "state-timeline": stateTimeline, table, text, timeseries };
