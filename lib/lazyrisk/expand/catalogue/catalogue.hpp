// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every expansion by the name that the program gives it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lazyrisk/expand/catalogue/expansion_problem.hpp"
#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk {

/// What a quantity tends to and what it differs by first, where.
struct LeadingTerm {
    std::string quantity;
    GiNaC::ex limit;
    std::optional<ExpansionTerm> correction;  ///< in d; none where it is beyond what was computed
    std::string where;                        ///< "" everywhere
};

struct ExpansionAnswer {
    /// What is known before any formula: the regime, why there is no closed form, ...
    std::vector<std::string> sentences;
    std::vector<LeadingTerm> leading{};  ///< of a regime, a row a quantity
    std::vector<Expansion> expansions;
    Values values;                                                ///< numbers that the problem gave for letters
    std::vector<std::pair<std::string, GiNaC::ex>> exact_values;  ///< the same as exact expressions
    /// By field, the letters it gave numbers to: one at least must be there.
    std::map<std::string, std::set<std::string>> gives{};

    /// A letter gets the value of a field.
    void give(const std::string& field, const std::string& name, const GiNaC::ex& value);
};

struct CatalogueEntry {
    std::string name, what;
    /// Where it holds, each variant by itself; the expansions it answers with carry the same.
    std::vector<Validity> regions;
    std::vector<std::string> options;  ///< names of the fields that it takes beside set; any other is refused
    ExpansionAnswer (*answer)(const ExpansionProblem& problem);
    int highest_order = 12;  ///< beyond, coefficients fill pages and minutes

    /// The regions in words, "; or " between the variants.
    [[nodiscard]] std::string region() const;
};

/// In the order of the documentation.
const std::vector<CatalogueEntry>& expansion_catalogue();

/// Throws DomainError with the nearest name.
const CatalogueEntry& catalogue_entry(const std::string& name);

/// Throws DomainError for an unknown name, for a field that the expansion does not take, a wrong value, an order out of
/// range, numbers outside the region, a field that changes nothing; NotCovered where there is no such expansion.  The
/// caller holds no lock: GiNaC is used by one thread at a time.
ExpansionAnswer expansions(const ExpansionProblem& problem);

}  // namespace lazyrisk
