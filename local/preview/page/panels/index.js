// The supported types of panels. Each has draw(place, { panel, frames, from, to }), which may return an object with
// end(); `drawsNoData` says that it also draws a panel without data.

import * as barchart from "./barchart.js";
import * as bargauge from "./bargauge.js";
import * as piechart from "./piechart.js";
import * as stat from "./stat.js";
import * as stateTimeline from "./state_timeline.js";
import * as table from "./table.js";
import * as text from "./text.js";
import * as timeseries from "./timeseries.js";

export const PANELS = { barchart, bargauge, piechart, stat, "state-timeline": stateTimeline, table, text, timeseries };
