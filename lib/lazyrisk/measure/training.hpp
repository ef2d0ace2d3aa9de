// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Questions put to trained networks, and the tables of what was seen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/measure/host.hpp"
#include "lazyrisk/measure/simulation_settings.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/table/table.hpp"
#include "lazyrisk/train/train.hpp"

namespace lazyrisk {

template <>
inline constexpr std::array enum_words<Initialization>{"antisymmetric", "gaussian", "ones"};
template <>
inline constexpr std::array enum_words<Scaling>{"lazy", "mean-field"};

/// How networks are trained: what is no field of a problem. Trials, test points, seed and store are those of a
/// simulation.
struct TrainingOptions {
    int steps = 200, records = 20;
    bool steps_given = false;
    double step_size = 0, time = 0, tolerance = 0;  ///< tolerance 0: that of a Schedule
    Initialization initialization = Initialization::antisymmetric;
    Scaling scaling = Scaling::lazy;
};

/// A number that counts something. Throws DomainError.
int whole(const std::string& name, double value, double most);

/// Without widths, threads and progress. Throws DomainError.
NetworkTraining training_of(const Question& question, const TrainingOptions& options,
                            const SimulationSettings& simulation);

/// The widths of the sweeps over `width`, which are taken out of the sweeps: networks of all widths share their data.
std::vector<int> take_widths(std::vector<std::string>& sweeps);

/// What the trials of each width are kept under: all that they depend on but seed and number.
std::vector<std::string> problem_texts(const Question& question, const TrainingOptions& options,
                                       const NetworkTraining& training);

/// Trains what the store does not know yet. On a process that only works for another one nothing comes back.
TrainedNetworks trained(const Question& question, const TrainingOptions& options, const SimulationSettings& simulation,
                        NetworkTraining training, int threads, const Host& host = {});

/// Results of several problems, a row a width (gaps) or a row a width and recorded time (path).
struct TrainingTable {
    enum class Report { gaps, path };
    std::vector<std::string> columns, wanted;  ///< wanted: by a reader
    std::vector<Row> rows;

    explicit TrainingTable(Report report);
    void append(const Question& question, const TrainingOptions& options, const NetworkTraining& training,
                const TrainedNetworks& result);
    /// The columns that say what was asked, where they differ between rows, go to the front of `wanted`.
    void show_differing_settings();
    /// For whoever `style` is of; a reader gets the `rates` of a single problem in words instead of columns.
    [[nodiscard]] std::string text(TableStyle style, const std::optional<Rates>& rates = {}) const;
    /// The columns of the rates go: a sentence has them.
    void drop_rates();

private:
    Report report_;
};

/// For readers: "rates: gap_own ~ N^-1.05 [-1.15, -0.96], ...", and "exponents of N with 95 % intervals: ...".
std::string rates_in_words(const Rates& rates);
std::string exponents_in_words(const Rates& rates);
/// "gap_own ~ N^-1.05 [-1.15, -0.96]".
std::string rate_in_words(const std::string& name, const Slope& slope);

/// What is seen of each width, of those with a rate too, and of each point of the path, by name.
const std::vector<std::pair<std::string, Estimate TrainedWidth::*>>& width_quantities();
const std::vector<std::pair<std::string, Slope Rates::*>>& rates_by_name();
const std::vector<std::pair<std::string, Estimate MeanPoint::*>>& path_quantities();
/// Of the end of the path where it is no width_quantity. Throws DomainError for another name, with the nearest one.
Estimate quantity_of(const TrainedWidth& width, const std::string& name);
Estimate quantity_of(const MeanPoint& point, const std::string& name);

}  // namespace lazyrisk
