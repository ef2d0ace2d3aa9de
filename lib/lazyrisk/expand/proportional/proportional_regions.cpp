// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/proportional/proportional_regions.hpp"

#include "lazyrisk/expand/symbolic/letters.hpp"

namespace lazyrisk::proportional {
namespace {

using GiNaC::ex;

ex a() { return letter("a"); }
ex c() { return letter("c"); }

/// The formulas count the ridge in units of the mass of degree 1.
Condition degree_1() {
    return more(a(), 0, "without a degree 1 nothing is learned in this limit, the kernel is tail alone");
}

/// The effective ridge at ridge 0 is positive: T(k0) = m has a root.
Condition base(const std::string& m) {
    return any_of(more(c(), 0), more(1, letter(m)),
                  "a linear activation with m at least 1 interpolates with effective ridge 0: `of = linear-ridge` and "
                  "`of = linear-threshold` are the series there");
}

/// These, and what is obvious: sizes are positive.
template <class... Conditions>
Validity region_of(const std::string& limit, Conditions... conditions) {
    Validity region;
    region.limit = limit;
    (region.conditions.push_back(std::move(conditions)), ...);
    for (const char* size : {"psi1", "psi2"}) region.conditions.push_back(positive_letter(size));
    region.conditions.push_back(not_negative_letter("c"));
    return region;
}

Condition side(Smaller smaller) {
    const ex first = letter("psi1"), second = letter("psi2");
    const std::string other =
        "`of = threshold-ridge` is the series at psi1 = psi2, and there is one for the other side";
    Condition one = smaller == Smaller::width ? more(second, first, other) : more(first, second, other);
    if (smaller == Smaller::width) one.text = "psi1 < psi2";
    return one;
}

std::string smaller_size(Smaller smaller) { return smaller == Smaller::width ? "psi1" : "psi2"; }

}  // namespace

Validity threshold_region() {
    Condition same = equal(letter("psi1"), letter("psi2"), "`of = small-ridge` is the series beside the threshold");
    same.text = "psi1 = psi2 = psi";
    same.holds = [beside = same.holds](const Values& v) {
        return v.count("psi") == 1 ? std::optional(true) : beside(v);
    };
    Condition root = base("psi");
    root.holds = [given = root.holds](Values v) {  // psi is either of the two
        if (v.count("psi2") == 1) v.emplace("psi", v.at("psi2"));
        return given(v);
    };
    Validity region = region_of("lambda -> 0+", same, degree_1(), root);
    region.conditions.push_back(positive_letter("psi"));
    return region;
}

Validity small_ridge_region(Smaller smaller) {
    return region_of("lambda -> 0+", side(smaller), degree_1(), base(smaller_size(smaller)));
}

Validity ridgeless_region(Smaller smaller) {
    return region_of("lambda = 0", side(smaller), degree_1(), base(smaller_size(smaller)));
}

Validity ridgeless_peak_region(Smaller smaller) {
    return region_of(smaller == Smaller::width ? "lambda = 0, epsilon = psi1 - psi2 -> 0-"
                                               : "lambda = 0, epsilon = psi1 - psi2 > 0: exact",
                     degree_1(), base("psi2"));
}

Validity crossover_region() {
    return region_of("psi1 = psi2 (1 + r s), lambda = k0 s^2, s -> 0+", degree_1(), base("psi2"));
}

Validity infinite_size_region(bool width) {
    const char* const without = width ? "`of = ridgeless-infinite-width` is the series at ridge 0"
                                      : "`of = ridgeless-infinite-samples` is the series at ridge 0";
    return region_of(width ? "psi1 -> infinity" : "psi2 -> infinity", more(letter("lambda"), 0, without), degree_1());
}

Validity ridgeless_infinite_size_region(bool width) {
    return region_of(width ? "lambda = 0, psi1 -> infinity" : "lambda = 0, psi2 -> infinity", degree_1(),
                     base(width ? "psi2" : "psi1"));
}

Validity large_ridge_region() { return region_of("lambda -> infinity"); }

Validity wide_optimum_region() {
    const ex energy = letter("F1^2"), noise = letter("sigma^2");
    Condition noisy = more(a() * noise, c() * energy, "with less noise the best ridge of wide networks is 0");
    noisy.holds = [given = noisy.holds](Values v) {
        if (v.count("F*^2") == 1 && v.count("tau^2") == 1) v.emplace("sigma^2", v.at("F*^2") + v.at("tau^2"));
        return given(v);
    };
    return region_of("psi1 -> infinity", degree_1(),
                     more(energy, 0, "with nothing to learn the best ridge is infinite"), noisy);
}

Validity onset_region(bool series) {
    Condition wide = more(letter("psi1"), letter("psi2"), "the optimal ridge vanishes only where psi1 > psi2");
    Validity region = region_of(series ? "delta = sigma^2 - sigma_c^2 -> 0+" : "", wide, degree_1(), base("psi2"),
                                more(letter("F1^2"), 0, "with nothing to learn the best ridge is infinite"));
    if (!series) return region;
    Condition reached;
    reached.text = "sigma_c^2 > 0";
    reached.letters = {"F1^2", "a", "c", "psi1", "psi2"};
    reached.holds = [needed = reached.letters, before = region](const Values& v) -> std::optional<bool> {
        for (const std::string& name : needed)
            if (v.count(name) == 0) return std::nullopt;
        if (before.broken(v)) return std::nullopt;
        static const Expansion onset = onset_noise();
        return coefficients(onset, v).front() > 0;
    };
    reached.otherwise = "there the best ridge is positive at every noise";
    region.conditions.push_back(reached);
    return region;
}

Validity linear_region(bool width_is_1, bool samples_is_1) {
    const auto size = [](const char* name, bool is_1) {
        return is_1 ? equal(letter(name), 1, "`of = ridge-to-zero` chooses the series that the numbers ask for")
                    : more(letter(name), 1, "`of = ridge-to-zero` chooses the series that the numbers ask for");
    };
    return region_of(
        "lambda -> 0+",
        equal(
            c(), 0,
            "it is for linear activations alone, `of = small-ridge` or `of = threshold-ridge` is the series otherwise"),
        degree_1(), size("psi1", width_is_1), size("psi2", samples_is_1));
}

Validity ridge_to_zero_region() { return region_of("lambda -> 0+", degree_1()); }

}  // namespace lazyrisk::proportional
