// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression on Gaussian inputs, in the eigenbasis of their covariance.
#include <bit>
#include <cmath>
#include <memory>

#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/linear_rows.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/spectrum/covariate_spectrum.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::vector<LinearRows> linear_rows(const Linear& model, const Target<>& target) {
    const CovariateSpectrum every = every_eigenvalue(model.covariance, model.alignment);
    const double covariates = model.covariates(), share = is_per_dimension(model.covariance) ? covariates : 1;
    if (is_infinite(covariates)) throw DomainError("`dim` is missing: a simulation draws so many covariates");
    const Target<> energies = in_modes_of(every.target, target);
    std::vector<LinearRows> rows;
    int first = 0;
    for (const GivenSpectrum::Mode& level : every.model.levels) {
        const double multiplicity = level.multiplicity * share, whole = std::round(multiplicity);
        if (std::abs(multiplicity - whole) > 1e-9 * multiplicity || whole < 1)
            throw DomainError("dim", covariates,
                              "a simulation needs whole multiplicities; eigenvalue " + to_text(level.eigenvalue) +
                                  " has " + to_text(multiplicity));
        rows.push_back({level.eigenvalue, energies.energy[rows.size()].second, first, int(whole)});
        first += int(whole);
    }
    return rows;
}

namespace {

std::uint64_t kind_of(const std::vector<LinearRows>& rows) {
    std::uint64_t kind = std::uint64_t(Kind::linear);
    for (const LinearRows& r : rows)
        kind = mixed(mixed(kind, std::bit_cast<std::uint64_t>(r.eigenvalue)), std::uint64_t(r.count));
    return kind;
}

}  // namespace

Realization realize(const Linear& model, const Target<>& target, double) {
    if (target.rest != 0)
        throw NotCovered("`energy = rest=" + to_text(target.rest) +
                         "`: what no linear function has cannot be drawn; as `noise` it gives the same test error");
    Realization r;
    const auto rows = std::make_shared<const std::vector<LinearRows>>(linear_rows(model, target));
    const int d = r.dimension = rows->back().first + rows->back().count;
    r.kind = kind_of(*rows);
    r.inputs = [rows, d](int first, int count, const Stream& stream) {
        Matrix x(d, count);
        stream.normals(entries(x), std::uint64_t(first) * std::uint64_t(d));
        for (const LinearRows& level : *rows) x.middleRows(level.first, level.count) *= std::sqrt(level.eigenvalue);
        return x;
    };
    // of each level a vector of even direction and of the length that its energy says
    r.target = [rows, d](const Draw& draw) -> InputFunction {
        const auto beta = std::make_shared<Eigen::VectorXd>(d);
        draw.stream(Role::target).normals({beta->data(), std::size_t(d)});
        for (const LinearRows& level : *rows) {
            auto part = beta->segment(level.first, level.count);
            part *= level.energy > 0 ? std::sqrt(level.energy / level.eigenvalue) / part.norm() : 0.0;
        }
        return [beta](const MatrixView& x) {
            const Eigen::VectorXd f = x.transpose() * *beta;
            return std::vector<double>(f.begin(), f.end());
        };
    };
    r.gram = [](const MatrixView& x) { return lower_gram(x); };
    r.kernel = [](const MatrixView& x, const MatrixView& y) -> Matrix { return x.transpose() * y; };
    return r;
}

}  // namespace lazyrisk
