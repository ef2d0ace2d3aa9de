// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The style sheet of the documents' site, which reports share: docs/site/style.css.
#pragma once

namespace lazyrisk::report {

extern const char* const report_style;

}  // namespace lazyrisk::report
