// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/sample_values.hpp"

namespace lazyrisk {
namespace {

/// One try at numbers for letters that have none.
struct Sample {
    enum class Sizes {
        as_listed,
        wide,
        very_wide,
        narrow,
        equal,
        ones,
        small,
        small_and_wide
    } sizes = Sizes::as_listed;
    bool linear = false;  ///< c = 0
    Digits scale = 1;     ///< noise larger, what is only a part of another letter smaller
};

Values filled(const Expansion& expansion, const Values& given, const Sample& how) {
    static const Values samples{{"k", 5},
                                {"p", Digits(5) / 2},
                                {"a", Digits(1) / 4},
                                {"c", Digits(9) / 100},
                                {"psi1", 2},
                                {"psi2", 3},
                                {"psi", Digits(3) / 2},
                                {"lambda", Digits(3) / 10},
                                {"r", Digits(7) / 10},
                                {"F1^2", 1},
                                {"F*^2", Digits(1) / 10},
                                {"tau^2", Digits(1) / 2},
                                {"zeta", Digits(3) / 10},
                                {"G", Digits(9) / 20},
                                {"Fl^2", Digits(7) / 10}};
    Values values = given;
    for (const auto& [name, value] : expansion.sample)
        values.emplace(name, name.starts_with("m_") || name.starts_with("F_{l+") ? Digits(value / how.scale) : value);
    for (const auto& [name, value] : samples)
        values.emplace(name, name == "F*^2" || name == "tau^2" ? Digits(value * how.scale) : value);
    const auto choose = [&](const char* name, const Digits& value) {
        if (given.count(name) == 0) values[name] = value;
    };
    switch (how.sizes) {
        case Sample::Sizes::as_listed:
            break;
        case Sample::Sizes::wide:
            given.count("psi1") ? choose("psi2", values["psi1"] / 2) : choose("psi1", 2 * values["psi2"]);
            break;
        case Sample::Sizes::very_wide:
            given.count("psi1") ? choose("psi2", values["psi1"] / 20) : choose("psi1", 20 * values["psi2"]);
            break;
        case Sample::Sizes::narrow:
            given.count("psi2") ? choose("psi1", values["psi2"] / 2) : choose("psi2", 2 * values["psi1"]);
            break;
        case Sample::Sizes::equal:
            given.count("psi1") ? choose("psi2", values["psi1"]) : choose("psi1", values["psi2"]);
            break;
        case Sample::Sizes::ones:
            choose("psi1", 1), choose("psi2", 1), choose("psi", 1);
            break;
        case Sample::Sizes::small:
            choose("psi1", Digits(3) / 5), choose("psi2", Digits(4) / 5), choose("psi", Digits(4) / 5);
            break;
        case Sample::Sizes::small_and_wide:
            choose("psi1", Digits(4) / 5), choose("psi2", Digits(3) / 5), choose("psi", Digits(3) / 5);
            break;
    }
    if (given.count("psi") == 0 && given.count("psi2")) values["psi"] = given.at("psi2");
    if (how.linear) choose("c", 0);
    if (given.count("sigma^2") == 0 && expansion.sample.count("sigma^2") == 0)
        values["sigma^2"] = values["F*^2"] + values["tau^2"];
    for (const auto& [symbol, meaning] : expansion.definitions)  // an abbreviation has its own value
        if (given.count(symbol.get_name()) == 0) values.erase(symbol.get_name());
    return values;
}

}  // namespace

Values sample_values(const Expansion& expansion, const Values& given) {
    using Sizes = Sample::Sizes;
    for (const double scale : {1.0, 10.0, 1e3, 1e6})
        for (const bool linear : {false, true})
            for (const Sizes sizes : {Sizes::as_listed, Sizes::wide, Sizes::very_wide, Sizes::narrow, Sizes::equal,
                                      Sizes::ones, Sizes::small, Sizes::small_and_wide}) {
                const Values values = filled(expansion, given, {sizes, linear, Digits(scale)});
                if (!expansion.validity.broken(values)) return values;
            }
    return filled(expansion, given, {});
}

}  // namespace lazyrisk
