// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/spectrum_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/zonal_function.hpp"
#include "lazyrisk/spectrum/zonal_spectrum.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// "0:40" or "40".
std::pair<int, int> degree_range(const std::string& text) {
    const std::size_t colon = text.find(':');
    const double from = colon == std::string::npos ? 0 : parse_number("degrees", text.substr(0, colon));
    const double to = parse_number("degrees", colon == std::string::npos ? text : text.substr(colon + 1));
    if (!(from >= 0 && to >= from && to <= 2000 && from == std::floor(from) && to == std::floor(to)))
        throw DomainError("degrees", text, "expected FIRST:LAST with whole numbers, 0 <= FIRST <= LAST <= 2000");
    return {int(from), int(to)};
}

/// Names and values of what was asked, the same in every row.
struct Asked {
    std::vector<std::string> names{"model", "activation"};
    Row values;

    Asked(const Question& q, const std::string& activation, double d) : values{q.model, activation} {
        for (const auto& [option, text] : settings_of(q)) {
            std::string name = option;
            std::replace(name.begin(), name.end(), '-', '_');
            names.push_back(name);
            values.emplace_back(text);
        }
        if (q.has_mass) {
            names.emplace_back("mass_by_degree");
            values.emplace_back(to_text(q.mass));
        }
        names.emplace_back("dim");
        values.emplace_back(d);
    }
};

/// The share of 1e-17 that printing as a double adds to a bound.
double as_printed(long double error, long double value) {
    const double bound = double(error + 0x1p-53L * std::abs(value));
    return value != 0 ? std::max(bound, std::numeric_limits<double>::denorm_min())
                      : bound;  // what underflows is not zero
}

/// Nothing for an activation like exp(x^2/4), which has no mean square there.
std::optional<Amplitudes> in_the_limit(const Activation& activation, int degrees) {
    const bool exists = activation.visit([](const auto& s) {
        if constexpr (requires { s.gaussian_square_integrable(); })
            return s.gaussian_square_integrable();
        else
            return true;
    });
    if (!exists) return std::nullopt;
    return decompose(activation, infinite<>, degrees);
}

/// Of an activation: coefficients with their signs, by logarithms where multiplicities leave the range of a double.
std::vector<Row> of_activation(const Activation& activation, double d, int first, int last) {
    constexpr long double log_10 = 2.302585092994045684017991454684364208L;
    const Amplitudes a = decompose(activation, d, last);
    const std::optional<Amplitudes> limit = in_the_limit(activation, last);
    std::vector<Row> rows;
    const long double inverse_d = inverse_dimension<long double>(d);
    long double log_multiplicity = 0, multiplicity = 1;
    for (int k = 0; k <= last; ++k) {
        const std::size_t i = std::size_t(k);
        const long double g = a.value[i], mass = g * g;
        if (k >= first) {
            // in the limit the multiplicity is infinite beyond the constant, and coefficient and eigenvalue vanish
            const bool flat = is_infinite(d) && k > 0;
            const long double sign = g < 0 ? -1 : 1;
            const double coefficient =
                g == 0 || flat ? 0 : double(sign * std::exp(std::log(std::abs(g)) - log_multiplicity / 2));
            const double eigenvalue =
                g == 0 || flat ? 0 : double(std::exp(2 * std::log(std::abs(g)) - log_multiplicity));
            rows.push_back(
                {double(k),
                 coefficient,
                 double(g),
                 eigenvalue,
                 flat ? infinite<> : double(multiplicity),
                 flat ? infinite<> : double(log_multiplicity / log_10),
                 g == 0 || flat ? -infinite<> : double((2 * std::log(std::abs(g)) - log_multiplicity) / log_10),
                 double(mass),
                 {},
                 g == 0 && a.error[i] == 0 ? 0.0 : as_printed(a.error[i], g)});
            if (limit) rows.back()[8] = double(limit->value[i]);  // hermite
        }
        const long double ratio = is_infinite(d) ? 1 : (long double)d * multiplicity_ratio(inverse_d, k);
        log_multiplicity += std::log(ratio);
        if (!is_infinite(d)) multiplicity = next_multiplicity(multiplicity, d, k);
    }
    rows.push_back({std::string("tail"), {}, {}, {}, {}, {}, {}, double(a.tail), {}, as_printed(a.tail_error, a.tail)});
    return rows;
}

/// Of a kernel: it has eigenvalues alone; coefficient and amplitude are the roots of eigenvalue and mass.
std::vector<Row> of_kernel(const Spectrum<>& spectrum, int first, int last) {
    std::vector<Row> rows;
    for (const Level<>& level : spectrum.levels) {
        if (level.mode.degree < first || level.mode.degree > last) continue;
        const double amplitude = std::sqrt(level.mass);
        // |sqrt(M) - sqrt(M')| for M' >= 0, |M - M'| <= mass_error
        const double below = level.mass - level.mass_error;
        const double error = level.mass_error == 0 ? 0
                             : below > 0           ? level.mass_error / (amplitude + std::sqrt(below))
                                         : std::max(amplitude, std::sqrt(level.mass + level.mass_error) - amplitude);
        const Cell degree =
            level.mode == Mode(level.mode.degree) ? Cell(double(level.mode.degree)) : Cell(to_text(level.mode));
        rows.push_back({degree,
                        std::sqrt(level.eigenvalue),
                        amplitude,
                        level.eigenvalue,
                        level.multiplicity,
                        std::log10(level.multiplicity),
                        std::log10(level.mass) - std::log10(level.multiplicity),
                        level.mass,
                        {},
                        as_printed(error, amplitude)});
    }
    rows.push_back({std::string("tail"), {}, {}, {}, {}, {}, {}, spectrum.tail, {}, spectrum.tail_error});
    return rows;
}

/// Of a kernel in the limit d -> infinity: masses alone, for multiplicities are infinite and eigenvalues vanish.
std::vector<Row> of_limit(const LimitMasses& limit, int first, int last) {
    std::vector<Row> rows;
    long double tail = limit.tail, tail_error = limit.tail_error;
    for (std::size_t k = 0; k < limit.mass.size(); ++k) {
        if (int(k) > last) {
            tail += limit.mass[k];
            tail_error += limit.error[k];
        }
        if (int(k) < first || int(k) > last) continue;
        const double mass = double(limit.mass[k]), amplitude = std::sqrt(mass);
        rows.push_back({double(k), k == 0 ? amplitude : 0.0, amplitude, k == 0 ? mass : 0.0, k == 0 ? 1 : infinite<>,
                        k == 0 ? 0 : infinite<>, k == 0 ? std::log10(mass) : -infinite<>, mass, amplitude,
                        mass > 0 ? double(limit.error[k]) / amplitude : std::sqrt(double(limit.error[k]))});
    }
    rows.push_back({std::string("tail"), {}, {}, {}, {}, {}, {}, double(tail), {}, as_printed(tail_error, tail)});
    return rows;
}

}  // namespace

const std::vector<std::string>& spectrum_columns() {
    static const std::vector<std::string> names{
        "degree",           "coefficient", "amplitude", "eigenvalue", "multiplicity", "log10_multiplicity",
        "log10_eigenvalue", "mass",        "hermite",   "error"};
    return names;
}

SpectrumTable spectrum_table(const Question& q, const std::string& degrees) {
    const std::pair<int, int> range = degree_range(degrees);
    const int first = range.first, last = range.second;
    const auto ask = [&](const auto& model) {
        using M = std::decay_t<decltype(model)>;
        std::string activation;
        if constexpr (requires { model.activation; }) activation = model.activation.name();
        Asked asked(q, activation, model.dimension);
        std::vector<Row> rows;
        if constexpr (std::is_same_v<M, RandomFeatures> || std::is_same_v<M, Kernel>)
            rows = of_activation(model.activation, model.dimension, first, last);
        else if constexpr (requires { zonal_function(model); })
            rows = model.dimension == infinite<> ? of_limit(limit_masses(zonal_function(model)), first, last)
                                                 : of_kernel(diagonalize(model, last), first, last);
        else if (model.dimension == infinite<>)
            throw DomainError("`dim` is missing: the spectrum of this model is given at a finite dimension");
        else
            rows = of_kernel(diagonalize(model, last), first, last);
        std::string warning;
        const auto* reached = rows.size() > 1 ? std::get_if<double>(&rows[rows.size() - 2].front()) : nullptr;
        if (!std::is_same_v<M, KernelMass> && !has_covariates(q) && reached && *reached < last)
            warning = "the masses of degrees above " + to_text(*reached) +
                      " are not resolved one by one at this dimension: they are in the tail";
        for (Row& row : rows) row.insert(row.begin(), asked.values.begin(), asked.values.end());
        asked.names.insert(asked.names.end(), spectrum_columns().begin(), spectrum_columns().end());
        return SpectrumTable{asked.names, rows, warning};
    };
    return std::visit(ask, model_of(q));
}

}  // namespace lazyrisk
