// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/catalogue.hpp"

#include "lazyrisk/expand/catalogue/critical_answers.hpp"
#include "lazyrisk/expand/catalogue/expansion_names.hpp"
#include "lazyrisk/expand/catalogue/harmonic_answers.hpp"
#include "lazyrisk/expand/catalogue/label_answers.hpp"
#include "lazyrisk/expand/catalogue/proportional_answers.hpp"
#include "lazyrisk/expand/catalogue/regime_answers.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {

std::string CatalogueEntry::region() const {
    std::string all;
    for (const Validity& one : regions) all += (all.empty() ? "" : "; or ") + one.text();
    return all;
}

void ExpansionAnswer::give(const std::string& field, const std::string& name, const GiNaC::ex& value) {
    exact_values.emplace_back(name, value);
    values[name] = evaluate(value, {});
    gives[field].insert(name);
}

std::vector<std::string> expansion_names() {
    std::vector<std::string> names;
    for (const CatalogueEntry& entry : expansion_catalogue()) names.push_back(entry.name);
    return names;
}

const std::vector<CatalogueEntry>& expansion_catalogue() {
    static const std::vector<CatalogueEntry> list = [] {
        std::vector<CatalogueEntry> all;
        append_harmonics(all);
        append_regimes(all);
        append_proportional(all);
        append_critical(all);
        append_labels(all);
        return all;
    }();
    return list;
}

const CatalogueEntry& catalogue_entry(const std::string& name) {
    for (const CatalogueEntry& entry : expansion_catalogue())
        if (entry.name == name) return entry;
    throw DomainError(
        "of", name,
        "no expansion has this name" + did_you_mean(name, expansion_names()) + " (`lazyrisk expand --list`)");
}

}  // namespace lazyrisk
