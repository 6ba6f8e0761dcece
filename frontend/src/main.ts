// SPDX-License-Identifier: Apache-2.0
// Every page loads this. Pages work without it: it only makes them quicker to use.

import "@tabler/core/dist/css/tabler.css";
import "./liuhen.css";
import "./entering.css";
import "./pages.css";
import "./cases.css";
import "./office.css";
import "./watch.css";
import "./linking.css";
import "./onsite.css";
import "./upload.css";
import "./recordings.css";
import "./forms.css";
import "./papers.css";
import "@tabler/core";
import "./answered.ts";
import "./dashes.ts";
import "./drafting.ts";
import "./kept.ts";
import "./menus.ts";
import "./once.ts";
import "./opinions.ts";
import "./print.ts";
import "./tabs.ts";
import "./unless.ts";
