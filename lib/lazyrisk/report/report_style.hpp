// The style sheet of the documents' site, which reports share: docs/site/style.css.
#pragma once

namespace lazyrisk::report {

extern const char* const report_style;

}  // namespace lazyrisk::report
