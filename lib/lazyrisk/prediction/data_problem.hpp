// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A learning curve asked of real data: points, a kernel on them, sizes.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/data/read_data.hpp"
#include "lazyrisk/image_kernel/gram.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/enum_words.hpp"

namespace lazyrisk {

/// By which formula the error at n of the M points is predicted; docs/theory.md, section 17.
enum class PredictionMethod {
    site,        ///< each point with a ridge of its own: (17.4)
    population,  ///< one for all of the finite population: (17.3)
    iid          ///< as if the points could be drawn again and again: (17.5), low by about n/M
};
template <>
inline constexpr std::array enum_words<PredictionMethod>{"site", "population", "iid"};

/// What a ridge is on data: added to the kernel matrix, whose mean diagonal on the pool is 1; or that over n.
enum class DataRidge { total, mean };
template <>
inline constexpr std::array enum_words<DataRidge>{"total", "mean"};

/// Defaults are those of the command line; docs/guide/predict.md lists the fields.
struct DataProblem {
    DataRequest data;  ///< where the points are, and which of them
    std::string gram;  ///< a file of their kernel matrix, instead of `data` and `kernel`, unless empty
    std::string kernel = "ntk(depth=3)";
    KernelPrecision precision = KernelPrecision::in_double;
    std::optional<double> samples;  ///< n; none: all points but one
    double width = infinite<>;      ///< p random features of that kernel
    double ridge = 1e-3;
    DataRidge ridge_convention = DataRidge::total;
    double noise = 0;          ///< variance of what is added to each target, summed over them
    double flip = 0;           ///< share of labels that are drawn anew
    double time = infinite<>;  ///< of the gradient flow of (|y - f|^2 + ridge |a|^2)/(2n); infinite: trained to the end
    bool intercept = false;    ///< one that the ridge does not see
    PredictionMethod method = PredictionMethod::site;

    /// Added to the kernel matrix of n points.
    [[nodiscard]] double total_ridge(double n) const;
    /// In words, without the sizes: what a pool depends on.
    [[nodiscard]] std::string pool_key() const;
    /// The name of the points, for a reader.
    [[nodiscard]] const std::string& source() const { return gram.empty() ? data.data : gram; }
};

/// A field of a data problem: an option, a key of a file, a column.
struct DataField {
    std::string name, help, value, group;
    bool numeric;                                  ///< can be drawn along
    void (*set)(DataProblem&, std::string_view);   ///< throws DomainError
    std::string (*text)(const DataProblem&) = {};  ///< as a record has it; "" where there is none
    std::string alone = {};                        ///< its value where it is given without one
};

/// Every field, once: options, files, sweeps and records walk this list.
const std::vector<DataField>& data_fields();
/// Of that name, or a synonym. Throws DomainError with the nearest name.
const DataField& data_field(std::string_view name);
void set_data_field(DataProblem& problem, std::string_view name, std::string_view text);
/// Throws DomainError as set_data_field, for a file's fields.
void check_data_field(const std::string& name, const std::string& text);
/// Does one of these fields belong to real data alone?
bool means_data(const std::map<std::string, std::string>& given);

/// What it reads; a name is no file.
std::set<std::string> files_of(const DataProblem& problem);

/// Throws DomainError: neither points nor a matrix, both, sizes that make no sense before the points are known.
void require_whole(const DataProblem& problem);

}  // namespace lazyrisk
