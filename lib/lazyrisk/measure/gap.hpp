// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Questions put to networks of N neurons with infinitely many samples, and the table of the answers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/gap/trained.hpp"
#include "lazyrisk/measure/host.hpp"
#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/measure/simulation_settings.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/statistics/estimate.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// A number with what it rests on; a missing one says why.
struct Told {
    std::optional<double> value;
    std::string status;
    std::optional<double> error = {};  ///< bound on the numerical error, of those that are not closed forms
};

/// The mean over draws, with what each trial saw.
struct DrawnGap : Estimate {
    std::vector<std::uint64_t> trial = {};  ///< ascending
    std::vector<double> value = {};
};

struct Gaps {
    double width = 0, ratio = 0;  ///< ratio: width over dimension
    Told nn, nt, nt_finite, nt_activation, rf, rf_limit;
    std::optional<TrainedGap> nn_trained;
    std::optional<DrawnGap> nt_finite_drawn, nt_activation_drawn, rf_drawn;
};

struct GapOptions {
    std::string matrix;  ///< of a quadratic form, or empty
    SimulationSettings simulation{.trials = 0};
    int threads = 0;
    int starts = 0;  ///< of networks trained on the population risk
};

/// What is simulated beside the formulas, where there are trials or starts for it.
struct GapDraws {
    bool nn = true, nt_finite = true, nt_activation = true, rf = true;
    static GapDraws none() { return {false, false, false, false}; }
};

/// Formulas of one target, asked width by width.
using GapTeller = std::function<Gaps(double width, const GapDraws& draws)>;

/// Throws DomainError. Draws are recalled and kept in the store.
GapTeller gap_teller(const Question& question, const GapOptions& options, const Host& host = {});

/// The gaps of every question's width, all of one target, as far as the host lets them come. Throws DomainError.
std::vector<Gaps> gaps_of(const Questions& questions, const GapOptions& options, const Host& host = {});

/// By name: nn, nt, nt_finite, nt_activation, rf, rf_limit; and what is simulated of them.
const std::vector<std::pair<std::string, Told Gaps::*>>& gap_formulas();
const std::vector<std::pair<std::string, std::optional<DrawnGap> Gaps::*>>& gap_simulations();

struct GapTable {
    std::vector<std::string> columns, wanted;  ///< wanted: by a reader, from the columns that have numbers
    std::vector<Row> rows;

    GapTable();
    void append(const Question& question, const GapOptions& options, const Gaps& gaps);
    /// Adds the columns that have a number anywhere to `wanted`.
    void show_what_is_known(const std::vector<Gaps>& all);
};

}  // namespace lazyrisk
