// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/quantity.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

double quantity(const std::string& name, const Record& record, const Question& q, const Answer& a) {
    if (name == "log_samples") return std::log(a.setting.samples) / std::log(q.dim);
    if (name == "log_width") return std::log(a.setting.width) / std::log(q.dim);
    if (name == "width_over_samples") return a.setting.width / a.setting.samples;
    if (name == "dim_over_samples") return is_infinite(q.dim) ? 1 / a.setting.psi2 : q.dim / a.setting.samples;
    if (name == "samples_over_width") return a.setting.samples / a.setting.width;
    constexpr std::string_view by_degree = "samples_over_degree.";
    if (name.starts_with(by_degree)) {
        const double k = parse_number("degree", name.substr(by_degree.size()));
        if (!(k >= 0 && k <= 1000 && k == std::floor(k)))
            throw DomainError("x or y", name, "a degree is a whole number from 0 to 1000");
        if (is_infinite(q.dim)) throw DomainError("x or y", name, "n/B(d,k) needs a finite dim");
        return a.setting.samples / std::exp(log_multiplicity(q.dim, int(k)));
    }
    const auto& columns = record.columns();
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end())
        throw DomainError(
            "x or y", name,
            "expected a column of the record, log_samples, log_width, width_over_samples, dim_over_samples, "
            "samples_over_width or samples_over_degree.k");
    const Row row = record.row(q, a);
    const double* value = std::get_if<double>(&row[std::size_t(found - columns.begin())]);
    return value ? *value : infinite<>;
}

}  // namespace lazyrisk
