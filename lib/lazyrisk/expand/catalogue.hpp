// Every expansion by the name that the program gives it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/expand/expansion.hpp"

namespace lazyrisk {

/// What was asked: a name of the catalogue, an order, and options as text ("activation", "degrees", "index", "power", "level", "delta",
/// "gamma", "alpha", "beta", "ridge", "ridge-exponent", "energy", "noise", "psi1", "psi2", "r", "quantity", "smaller", "mass", "zeta"); every expansion takes "set", numbers for its letters: "a=2,c=1/2".
struct ExpansionQuestion {
    std::string of;
    int order = 2;
    std::map<std::string, std::string> options{};
};

/// What a quantity tends to and what it differs by first, where.
struct LeadingTerm {
    std::string quantity;
    GiNaC::ex limit;
    std::optional<ExpansionTerm> correction;  ///< in d; none where it is beyond what was computed
    std::string where;                        ///< "" everywhere
};

struct ExpansionAnswer {
    std::vector<std::string> sentences;  ///< what is known before any formula: the regime, why there is no closed form, ...
    std::vector<LeadingTerm> leading{};  ///< of a regime, a row a quantity
    std::vector<Expansion> expansions;
    Values values;                       ///< numbers that the question gave for letters
    std::vector<std::pair<std::string, GiNaC::ex>> exact_values;  ///< the same as exact expressions
};

struct CatalogueEntry {
    std::string name, what, region;
    std::vector<std::string> options;  ///< that it takes; any other is refused
    ExpansionAnswer (*answer)(const ExpansionQuestion& question);
};

/// In the order of the documentation.
const std::vector<CatalogueEntry>& expansion_catalogue();

/// Throws DomainError for an unknown name (the nearest is named), for an option that the expansion does not take, a wrong value, an order out of
/// range; NotCovered where there is no such expansion.  The caller holds no lock: GiNaC is used by one thread at a time.
ExpansionAnswer expansions(const ExpansionQuestion& question);

/// Numbers for the letters of an expansion that have none, so that it can be checked: psi1 = 2, lambda = 3/10, ...
Values sample_values(const Expansion& expansion, const Values& given);

}  // namespace lazyrisk
