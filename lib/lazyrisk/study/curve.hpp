// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A curve of an experiment file, of any kind of figure.
#pragma once

#include <map>
#include <string>

#include "lazyrisk/study/experiment.hpp"
#include "lazyrisk/toml/reader.hpp"

namespace lazyrisk {

/// What a curve has from its figure.
struct CurveBase {
    FigureKind kind = FigureKind::risk;
    Question problem;
    std::map<std::string, std::string> given;  ///< fields of the problem that were named
    TrainingOptions training = {};
    std::string matrix = {}, degrees = "0:20";
};

/// "risk", "train", "gap", "density" or "spectrum".
FigureKind read_kind(const Reader& in);

/// Sets the fields; a spectrum's file is looked for beside the experiment first.
void set_all(Question& question, const std::map<std::string, std::string>& fields, const std::string& path);

/// Fields that a kind has no use for are refused: an option that does nothing would be a lie. Throws DomainError with
/// the place.
void check_fields(const Reader& in, FigureKind kind, const std::map<std::string, std::string>& own);

/// A form by its name, or a file that is looked for beside the experiment first.
std::string read_matrix(const Reader& in, const std::string& path, const std::string& otherwise);

/// The table `training` as {initialization, scaling, steps, step_size, time, tolerance, record_times}. Throws
/// DomainError with the place.
TrainingOptions read_training(const Reader& in, const std::string& path, TrainingOptions otherwise);

/// Throws DomainError with the place: an unknown key, a field that the kind has no use for, no points, a wrong value.
ExperimentCurve read_curve(const toml::table& table, const std::string& path, const CurveBase& base);

}  // namespace lazyrisk
