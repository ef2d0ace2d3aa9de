// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/catalogue_table.hpp"

#include "lazyrisk/expand/catalogue/catalogue.hpp"

namespace lazyrisk {

std::string catalogue_table(const TableStyle& style) {
    std::vector<Row> rows;
    for (const CatalogueEntry& entry : expansion_catalogue()) {
        std::string options;
        for (const std::string& option : entry.options) options += (options.empty() ? "--" : " --") + option;
        rows.push_back({entry.name, entry.what, entry.region(), options});
    }
    std::vector<std::string> wanted;
    if (style.format == Format::text) wanted = {"name", "what", "region"};  // a line has no room for more
    return render({"name", "what", "region", "options"}, rows, style, wanted);
}

}  // namespace lazyrisk
