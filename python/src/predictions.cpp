// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Real data: arrays of points, or a kernel matrix, and what they predict.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "around.hpp"
#include "asked.hpp"
#include "bind.hpp"
#include "lazyrisk/data/data_set.hpp"
#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/prediction/data_simulation.hpp"
#include "lazyrisk/prediction/predict.hpp"
#include "lazyrisk/prediction/prediction_table.hpp"
#include "lazyrisk/words/error.hpp"
#include "tables.hpp"

namespace lazyrisk::python {
namespace {

void require_finite(const char* name, const Numbers& numbers) {
    for (py::ssize_t i = 0; i < numbers.size(); ++i)
        if (!std::isfinite(numbers.data()[i]))
            throw DomainError(std::string(name) + ": expected finite numbers, and number " + std::to_string(i) +
                              " is none");
}

/// [M], [M, c] as [M x c].
Matrix rows_of(const char* name, const Numbers& numbers) {
    if (numbers.ndim() != 1 && numbers.ndim() != 2)
        throw DomainError(std::string(name) + ": expected an array [M] or [M, c]");
    require_finite(name, numbers);
    const Eigen::Index rows = numbers.shape(0), columns = numbers.ndim() == 2 ? numbers.shape(1) : 1;
    return Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(numbers.data(),
                                                                                                    rows, columns);
}

/// [M, D], [M, height, width] or [M, height, width, channels].
void set_inputs(DataSet& set, const std::string& name, const Numbers& numbers) {
    if (numbers.ndim() < 2 || numbers.ndim() > 4)
        throw DomainError(name + ": expected an array [M, D], [M, height, width] or [M, height, width, channels]");
    require_finite(name.c_str(), numbers);
    const Eigen::Index points = numbers.shape(0), size = points > 0 ? numbers.size() / points : 0;
    if (points < (name == "data" ? 2 : 1) || size < 1)
        throw DomainError(name + ": expected two points or more to learn from and one to test, of one number or more");
    const Eigen::Map<const Matrix> by_point(numbers.data(), size, points);
    if (numbers.ndim() > 2)
        set.shape = {int(numbers.shape(1)), int(numbers.shape(2)), numbers.ndim() == 4 ? int(numbers.shape(3)) : 1};
    set.inputs = by_point;
    if (set.shape.channels > 1) {  // channels lie behind each other here
        for (Eigen::Index i = 0; i < points; ++i)
            for (int c = 0; c < set.shape.channels; ++c)
                for (int row = 0; row < set.shape.height; ++row)
                    for (int column = 0; column < set.shape.width; ++column)
                        set.inputs(Eigen::Index(set.shape.place(c, row, column)), i) =
                            by_point((Eigen::Index(row) * set.shape.width + column) * set.shape.channels + c, i);
    }
}

/// Labels or targets of `points` points.
void set_answers(DataSet& set, std::size_t points, const std::vector<int>& label, std::vector<std::string> classes,
                 const std::optional<Numbers>& targets, const std::string& of = "") {
    if (targets)
        set.targets = rows_of((of + "targets").c_str(), *targets);
    else
        set.label = label, set.classes = std::move(classes);
    const std::size_t there = targets ? std::size_t(set.targets.rows()) : label.size();
    if (there != points)
        throw DomainError(of + (targets ? "targets" : "labels") + ": expected one a point, " + std::to_string(points) +
                          ", and there are " + std::to_string(there));
    if (!targets && set.classes.size() < 2)
        throw DomainError("labels: every point is of one class, which leaves nothing to tell apart");
    set.row.resize(points);
    for (std::size_t i = 0; i < points; ++i) set.row[i] = i;
    set.source = "array";
    set.checksum = checksum_of(set);
}

/// Points that only test.
struct TestArrays {
    std::optional<Numbers> inputs;
    std::vector<int> label;
    std::optional<Numbers> targets;
};

GivenPoints given_points(const std::optional<Numbers>& inputs, const std::optional<Numbers>& gram,
                         const std::vector<int>& label, const std::vector<std::string>& classes,
                         const std::optional<Numbers>& targets, const TestArrays& test) {
    GivenPoints given;
    if (test.inputs) {
        set_inputs(given.test.emplace(), "test", *test.inputs);
        set_answers(*given.test, std::size_t(given.test->inputs.cols()), test.label, classes, test.targets, "test_");
    }
    if (inputs) {
        set_inputs(given.set.emplace(), "data", *inputs);
        set_answers(*given.set, std::size_t(given.set->inputs.cols()), label, classes, targets);
    } else if (gram) {
        given.gram = rows_of("gram", *gram);
        set_answers(given.set.emplace(), std::size_t(given.gram->rows()), label, classes, targets);
    }
    return given;
}

Table predicted(const std::optional<Numbers>& inputs, const std::optional<Numbers>& gram, const std::vector<int>& label,
                const std::vector<std::string>& classes, const std::optional<Numbers>& targets,
                const std::optional<Numbers>& test, const std::vector<int>& test_label,
                const std::optional<Numbers>& test_targets, const std::map<std::string, std::string>& fields,
                const std::vector<std::string>& sweeps, int trials, double seed, double tolerance, bool store,
                int threads, const py::object& progress) {
    GivenPoints given = given_points(inputs, gram, label, classes, targets, {test, test_label, test_targets});
    Around around(progress);
    return around([&] {
        const DataProblem base = data_problem_of(fields);
        std::vector<DataSweep> along;
        for (const std::string& sweep : sweeps) along.push_back(parse_data_sweep(sweep));
        const DataProblems problems = data_grid(base, along);
        for (const DataProblem& p : problems.all) require_whole(p);
        SimulationSettings settings{.trials = trials, .seed = std::uint64_t(seed)};
        settings.no_store = !store;
        Pools pools(settings, threads, around.host, std::move(given));
        Table table;
        if (trials > 0) {
            const DataComparison c = compare_data(problems.all, pools, settings, tolerance, threads, around.host);
            const AnswerTable found = c.table(settings);
            table = {found.columns, found.rows};
            table.note = c.verdict.points.empty() ? "" : c.sentence(tolerance);
            table.compared = true;
        } else {
            const std::vector<Prediction> found = predict_all(problems.all, pools, threads, around.host);
            for (std::size_t i = 0; i < found.size(); ++i)
                for (const std::string& caution : cautions(problems.all[i], found[i])) around.host.warning(caution);
            const AnswerTable told = prediction_table(problems.all, found);
            table = {told.columns, told.rows, told.wanted};
        }
        table.single = problems.all.size() == 1;
        return table;
    });
}

}  // namespace

void bind_predictions(py::module_& m) {
    m.def("predict", &predicted, py::arg("inputs"), py::arg("gram"), py::arg("label"), py::arg("classes"),
          py::arg("targets"), py::arg("test"), py::arg("test_label"), py::arg("test_targets"), py::arg("fields"),
          py::arg("sweeps"), py::arg("trials"), py::arg("seed"), py::arg("tolerance"), py::arg("store"),
          py::arg("threads"), py::arg("progress"));
}

}  // namespace lazyrisk::python
