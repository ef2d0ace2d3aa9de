// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Questions put to the eigenvalues of the sample kernel matrix: density, bulks, drawn matrices beside them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/measure/host.hpp"
#include "lazyrisk/measure/simulation_settings.hpp"
#include "lazyrisk/resolvent/density.hpp"
#include "lazyrisk/resolvent/outliers.hpp"
#include "lazyrisk/statistics/verdict.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

struct DensityOptions {
    std::string of = "kernel";                   ///< K/n, n eigenvalues; features: S^T S/(n p), p eigenvalues
    int points = 400;                            ///< places of the density, over all bulks
    SimulationSettings simulation{.trials = 0};  ///< of it: trials, seed, store
    int threads = 0;
};

/// All that is known, of the n eigenvalues of K/n or the p of S^T S/(n p).
struct KnownDensity {
    Bulks bulks;
    std::vector<Outlier> outliers;  ///< in no bulk, ascending
    std::vector<DensityPoint> points;
    double matrix = 0;  ///< order
    double smallest = 0;
    LargestEigenvalue largest{};
    std::vector<std::vector<double>> drawn;  ///< eigenvalues of each trial, ascending
    std::vector<std::uint64_t> trial;

    [[nodiscard]] double zero_mass() const { return bulks.zero / matrix; }
};

/// Throws DomainError, NotCovered. Draws are recalled and kept in the store.
KnownDensity density_of(const Question& question, const DensityOptions& options, Answers& answers,
                        const Host& host = {});

/// Numbers that follow from edges and outliers, by name: zero_mass, smallest_eigenvalue, largest_eigenvalue,
/// largest_deviation, largest_step, best_step, best_rate; with a simulation the share `outside` of all bulks and
/// outliers.
std::vector<std::pair<std::string, double>> density_facts(const KnownDensity& density);

/// A row a bulk and an outlier: left, right, mass, count, kind, deviation (of outliers).
std::vector<Row> bulk_rows(const KnownDensity& density);

/// A cell of the histogram beside the density's mass in it.
struct DensityCell {
    double left, right;              ///< drawn: the part of the cell inside its bulk
    double mass;                     ///< of the density
    double share, standard_error;    ///< of the drawn eigenvalues, mean over trials; the error at least what whole
                                     ///< numbers of that mean have
    std::vector<double> value = {};  ///< share in each trial
};

/// Cells of equal mass in each bulk, about `cells` together but four a bulk where there are as many, with at least 8
/// eigenvalues in each and one a bulk; between the bulks they reach halfway to the next one, so that every drawn
/// eigenvalue is in one. The mass of a bulk that holds a whole number of eigenvalues is that number. Where there are
/// exact zeros, the first cell holds them. An outlier has a cell of its own, drawn as wide as its Gaussian of equal
/// height; where it is within four deviations of a neighbour, the neighbour's cell holds it.
std::vector<DensityCell> histogram(const KnownDensity& density, int cells);

/// A histogram with fifths of each bulk at most. What of it is judged: at a finite dimension the lowest few eigenvalues
/// of a bulk are some percent of the bulk off, and a finer histogram tells of nothing else.
std::vector<DensityCell> fifths(const KnownDensity& density);

/// The largest eigenvalue of the drawn matrices beside its mean in theory; nothing without a simulation, or where it is
/// infinite. The standard error is that of the draws, and at least what the deviation of theory gives.
std::optional<Measured> largest_drawn(const KnownDensity& density);
/// The same in words.
std::string sentence_of_largest(const KnownDensity& density, double tolerance);

/// Share per cell against mass per cell, and the largest eigenvalue, last.
Verdict judge_histogram(const std::vector<DensityCell>& cells, const KnownDensity& density, double tolerance);

/// Share of the drawn eigenvalues that are not 0, in no bulk and more than four deviations from every outlier.
double outside(const KnownDensity& density);

/// Bulks as lines that break between them, outliers as Gaussians of their deviation, the histogram as points with error
/// bars; with `of_log` the mass a unit of log(eigenvalue). Rows `label` first.
DrawnSeries density_line(const KnownDensity& density, bool of_log);
DrawnSeries density_points(const std::vector<DensityCell>& cells, bool of_log);

}  // namespace lazyrisk
