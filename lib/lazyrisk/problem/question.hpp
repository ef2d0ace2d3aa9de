// A problem as it is typed: every field by name, nothing resolved yet.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/ridge.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/scalar.hpp"
#include "lazyrisk/text.hpp"

namespace lazyrisk {

/// "1=1,2=0.5,rest=0.1".
struct ByDegree {
    std::map<int, double> at;
    double rest = 0;
};

/// Defaults are those of the command line. docs/guide.md lists the fields.
struct Question {
    std::string model = "random-features";  ///< or "kernel"
    std::string kernel = "activation";
    std::string activation = "relu";
    bool has_mass = false;
    ByDegree mass;                           ///< instead of the activation, if it has
    std::string spectrum;                    ///< file, instead of the model, unless empty
    double dim = infinite<>;                 ///< infinite: the limit d -> infinity
    std::optional<double> samples, width, psi1, psi2;
    double ridge = 1e-3;
    bool optimal_ridge = false;
    RidgeConvention ridge_convention = RidgeConvention::total;
    ByDegree energy{{{1, 1.0}}, 0};
    double noise = 0;
    int ensemble = 1;
    int degrees = -1;                        ///< highest degree kept as a level; -1: as many as it takes
};

/// Sizes in the model's own units, checked for what is missing or contradictory.
struct Setting {
    double samples, width;  ///< n and p; in the limit d -> infinity n/d and p/d
    double psi1, psi2;      ///< p/d and n/d; 0 where there is no dimension
};

/// Throws DomainError: a size that is missing, given without --dim, not positive, or a width for the kernel.
Setting setting(const Question& question);

/// The activation of a question. Throws DomainError for an unknown name.
Activation activation_of(const Question& question);

/// The target of a question (for a given spectrum, the file has its own).
Target<> target_of(const Question& question);

/// A number as typed; "inf" is one, NaN is not. Throws DomainError.
double parse_number(std::string_view field, std::string_view text);
/// "1=1,2=0.5,rest=0.1". Throws DomainError.
ByDegree parse_by_degree(std::string_view field, std::string_view text);
std::string to_text(const ByDegree& parts);

}  // namespace lazyrisk
