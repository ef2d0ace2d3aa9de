// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/activation_table.hpp"

#include <cmath>
#include <utility>

#include "lazyrisk/harmonics/amplitudes.hpp"

namespace lazyrisk {
namespace {

constexpr int shown = 4;

}  // namespace

ActivationTable::ActivationTable() : columns{"activation", "meaning"} {
    for (int k = 0; k <= shown; ++k) columns.push_back("mu_" + std::to_string(k));
    columns.emplace_back("mu_star_squared");
    for (const NamedActivation& named : activation_names()) {
        const Amplitudes a = decompose(activation_named(named.name), infinite<>, shown);
        Row row{named.name, named.meaning};
        long double factorial = 1, above = a.tail;
        for (std::size_t k = 0; k <= shown; ++k) {
            if (k > 0) factorial *= (long double)k;
            row.emplace_back(double(a.value[k] * std::sqrt(factorial)));
            if (k >= 2) above += a.value[k] * a.value[k];
        }
        row.emplace_back(double(above));
        rows.push_back(std::move(row));
    }
}

std::string ActivationTable::text(TableStyle style) const {
    style.caption = "Activations and their Hermite coefficients";
    style.note = "μ(k) = E s(G) He(k; G) with a standard normal G";
    return render(columns, rows, style, {},
                  style.format == Format::text ? "mu_k = E s(G) He_k(G); mu_star_squared = sum of mu_k^2/k! for k >= "
                                                 "2; `activation` also takes expressions in x"
                                               : "");
}

}  // namespace lazyrisk
