// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/data_problem.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"

namespace lazyrisk {
namespace {

double at_least(const char* field, std::string_view text, double least, const char* what) {
    const double value = parse_number(field, text);
    if (!(value >= least)) throw DomainError(field, std::string(text), what);
    return value;
}

std::size_t whole(const char* field, std::string_view text, double most) {
    const double value = parse_number(field, text);
    if (!(value >= 1 && value <= most && value == std::floor(value)))
        throw DomainError(field, std::string(text), "expected a whole number from 1 to " + to_text(most));
    return std::size_t(value);
}

bool yes(const char* field, std::string_view text) {
    if (text == "yes" || text == "no") return text == "yes";
    throw DomainError(field, std::string(text), "expected yes or no");
}

std::string count_text(std::size_t count) { return count == 0 ? "" : to_text(double(count)); }

std::vector<DataField> points_fields() {
    return {
        {"data", "the points: fashion-mnist, fashion-mnist:test, or a file .npy, .csv, idx (.gz too)", "NAME|FILE",
         "Data", false, [](DataProblem& p, std::string_view t) { p.data.data = t; },
         [](const DataProblem& p) { return p.data.data; }},
        {"labels-file", "a label a point: .npy, .csv or idx (.gz too)", "FILE", "Data", false,
         [](DataProblem& p, std::string_view t) { p.data.labels_file = t; },
         [](const DataProblem& p) { return p.data.labels_file; }},
        {"targets", "numbers to learn instead of labels, a row a point: .npy or .csv", "FILE", "Data", false,
         [](DataProblem& p, std::string_view t) { p.data.targets = t; },
         [](const DataProblem& p) { return p.data.targets; }},
        {"gram", "the kernel matrix of the points instead of them: .npy or .csv", "FILE", "Data", false,
         [](DataProblem& p, std::string_view t) { p.gram = t; }, [](const DataProblem& p) { return p.gram; }},
        {"classes", "these alone, by their labels: 0,6", "LIST", "Data", false,
         [](DataProblem& p, std::string_view t) { p.data.classes = t; },
         [](const DataProblem& p) { return p.data.classes; }},
        {"count", "the first so many points (default: all)", "N", "Data", false,
         [](DataProblem& p, std::string_view t) { p.data.count = whole("count", t, 1e9); },
         [](const DataProblem& p) { return count_text(p.data.count); }},
        {"side", "images of so many pixels a side, by means of blocks", "N", "Data", false,
         [](DataProblem& p, std::string_view t) { p.data.side = int(whole("side", t, 1e5)); },
         [](const DataProblem& p) { return count_text(std::size_t(p.data.side)); }},
        {"test", "points that only test, as `data` (default: those that are not drawn to train)", "NAME|FILE", "Data",
         false, [](DataProblem& p, std::string_view t) { p.data.test = t; },
         [](const DataProblem& p) { return p.data.test; }},
        {"test-labels-file", "their labels", "FILE", "Data", false,
         [](DataProblem& p, std::string_view t) { p.data.test_labels_file = t; },
         [](const DataProblem& p) { return p.data.test_labels_file; }},
        {"test-targets", "their targets", "FILE", "Data", false,
         [](DataProblem& p, std::string_view t) { p.data.test_targets = t; },
         [](const DataProblem& p) { return p.data.test_targets; }},
        {"test-count", "the first so many of them (default: all)", "N", "Data", false,
         [](DataProblem& p, std::string_view t) { p.data.test_count = whole("test-count", t, 1e9); },
         [](const DataProblem& p) { return count_text(p.data.test_count); }},
        {"normalise", "none; sphere: every point of norm sqrt(D); standard: every coordinate of mean 0 and variance 1",
         "none|sphere|standard", "Data", false,
         [](DataProblem& p, std::string_view t) {
             p.data.normalise = from_word<Normalise>("normalise", std::string(t));
         },
         [](const DataProblem& p) { return word_of(p.data.normalise); }},
    };
}

std::vector<DataField> fit_fields() {
    return {
        {"kernel",
         "linear, rbf(gamma=G), ntk(depth=L), nngp(depth=L), cntk(layers=L,end=gap|flat|lap(c)), myrtle(5), "
         "compose(conv relu ... flat) (default ntk(depth=3))",
         "KERNEL", "Kernel", false, [](DataProblem& p, std::string_view t) { p.kernel = t; },
         [](const DataProblem& p) { return p.gram.empty() ? p.kernel : std::string(); }},
        {"kernel-precision", "of the kernel matrix of images (default double)", "double|single", "Kernel", false,
         [](DataProblem& p, std::string_view t) {
             p.precision = from_word<KernelPrecision>("kernel-precision", std::string(t));
         },
         [](const DataProblem& p) { return p.gram.empty() ? word_of(p.precision) : std::string(); }},
        {"samples", "n of the points are drawn to learn from; more than there are: a forecast (default: all but one)",
         "X|all", "Sizes", true,
         [](DataProblem& p, std::string_view t) {
             p.samples.reset();
             if (t != "all")
                 p.samples = at_least("samples", t, 1, "expected the number of points to learn from, at least 1");
         },
         [](const DataProblem& p) { return p.samples ? to_text(*p.samples) : std::string(); }},
        {"width", "p random features of that kernel (default inf)", "X", "Sizes", true,
         [](DataProblem& p, std::string_view t) {
             p.width = at_least("width", t, 1, "expected the number of features, at least 1, or inf");
         },
         [](const DataProblem& p) { return to_text(p.width); }},
        {"ridge", "0 is the ridgeless limit (default 0.001)", "X", "Ridge", true,
         [](DataProblem& p, std::string_view t) {
             p.ridge = at_least("ridge", t, 0, "on data a ridge is at least 0, or inf");
         },
         [](const DataProblem& p) { return to_text(p.ridge); }},
        {"ridge-convention",
         "total: added to the kernel matrix, whose mean diagonal is 1; mean: total = n ridge (default total)",
         "total|mean", "Ridge", false,
         [](DataProblem& p, std::string_view t) {
             p.ridge_convention = from_word<DataRidge>("ridge-convention", std::string(t));
         },
         [](const DataProblem& p) { return word_of(p.ridge_convention); }},
    };
}

/// What becomes of labels, and by which formula it is told.
std::vector<DataField> learning_fields() {
    return {
        {"noise", "variance of what is added to a target, summed over its parts (default 0)", "X", "Target", true,
         [](DataProblem& p, std::string_view t) {
             p.noise = at_least("noise", t, 0, "expected a finite variance of at least 0");
             if (std::isinf(p.noise)) throw DomainError("noise", std::string(t), "expected a finite variance");
         },
         [](const DataProblem& p) { return to_text(p.noise); }},
        {"flip", "share of labels that are drawn anew from all classes (default 0)", "X", "Target", true,
         [](DataProblem& p, std::string_view t) {
             p.flip = at_least("flip", t, 0, "expected a share from 0 to 1");
             if (p.flip > 1) throw DomainError("flip", std::string(t), "expected a share from 0 to 1");
         },
         [](const DataProblem& p) { return to_text(p.flip); }},
        {"time", "gradient flow of |y - f|^2/(2n) up to this time (default inf: to the end)", "X", "Training", true,
         [](DataProblem& p, std::string_view t) {
             p.time = at_least("time", t, 0, "expected a time of at least 0, or inf");
         },
         [](const DataProblem& p) { return is_infinite(p.time) ? std::string() : to_text(p.time); }},
        {"intercept", "a constant that the ridge does not see (default no)", "yes|no", "Kernel", false,
         [](DataProblem& p, std::string_view t) { p.intercept = yes("intercept", t); },
         [](const DataProblem& p) { return std::string(p.intercept ? "yes" : "no"); }, "yes"},
        {"method",
         "site: each point its own; population: one scalar, cheap; iid: the usual one, low by n/M (default site)",
         "site|population|iid", "Prediction", false,
         [](DataProblem& p, std::string_view t) { p.method = from_word<PredictionMethod>("method", std::string(t)); },
         [](const DataProblem& p) { return word_of(p.method); }},
    };
}

}  // namespace

const std::vector<DataField>& data_fields() {
    static const std::vector<DataField> all = [] {
        std::vector<DataField> list = points_fields();
        for (const auto& more : {fit_fields(), learning_fields()}) list.insert(list.end(), more.begin(), more.end());
        return list;
    }();
    return all;
}

const DataField& data_field(std::string_view name) {
    std::vector<std::string> names;
    std::string own;
    try {
        own = field_name(name);
    } catch (const DomainError&) {
        own = name;  // a field of data alone
    }
    std::string hyphened(name);
    std::replace(hyphened.begin(), hyphened.end(), '_', '-');
    for (const DataField& field : data_fields()) {
        if (field.name == hyphened || field.name == own) return field;
        names.push_back(field.name);
    }
    for (const ProblemField& other : fields())
        if (other.name == own)
            throw DomainError("`" + own +
                              "` does not belong to real data; with `data` or `gram` there are a kernel, "
                              "sizes, a ridge, noise and flips");
    throw DomainError("unknown field " + std::string(name) + did_you_mean(name, names));
}

void set_data_field(DataProblem& problem, std::string_view name, std::string_view text) {
    const DataField& field = data_field(name);
    field.set(problem, text.empty() && !field.alone.empty() ? std::string_view(field.alone) : text);
}

void check_data_field(const std::string& name, const std::string& text) {
    DataProblem tried;
    set_data_field(tried, name, text);
}

bool means_data(const std::map<std::string, std::string>& given) {
    return std::any_of(given.begin(), given.end(), [](const auto& one) {
        const auto known = points_fields();
        return std::any_of(known.begin(), known.end(), [&](const DataField& f) { return f.name == one.first; });
    });
}

double DataProblem::total_ridge(double n) const {
    return ridge_convention == DataRidge::mean && ridge > 0 ? n * ridge : ridge;
}

std::string DataProblem::pool_key() const {
    std::string key;
    for (const DataField& field : data_fields())
        if (field.group == "Data" || field.group == "Kernel") key += field.name + '=' + field.text(*this) + '\n';
    return key;
}

std::set<std::string> files_of(const DataProblem& p) {
    std::set<std::string> files{p.data.data, p.data.labels_file,      p.data.targets,     p.gram,
                                p.data.test, p.data.test_labels_file, p.data.test_targets};
    files.erase("");
    return files;
}

namespace {

/// Points that only test, and what belongs to them.
void require_test(const DataProblem& p) {
    if (p.data.test.empty()) {
        for (const auto& [name, text] : {std::pair{"test-labels-file", p.data.test_labels_file},
                                         {"test-targets", p.data.test_targets},
                                         {"test-count", count_text(p.data.test_count)}})
            if (!text.empty()) throw DomainError(name, text, "it is of points that only test; give `test`");
        return;
    }
    if (!p.gram.empty())
        throw DomainError("test", p.data.test, "`gram` has no kernel with points that only test; give `data`");
    if (!is_infinite(p.width))
        throw DomainError("width", p.width,
                          "random features of a pool are not known at points that only test; leave out `test`");
    if (p.method != PredictionMethod::site)
        throw DomainError("method", word_of(p.method), "points that only test are told by site alone");
}

void require_flow(const DataProblem& p) {
    if (is_infinite(p.time)) return;
    if (!is_infinite(p.width))
        throw DomainError("time", p.time,
                          "random features of a pool have no formula of training times; leave out `width`");
    if (p.intercept)
        throw DomainError("time", p.time, "how fast an intercept is learned is not covered; leave out `intercept`");
}

}  // namespace

void require_whole(const DataProblem& p) {
    require_test(p);
    require_flow(p);
    if (p.data.data.empty() && p.gram.empty())
        throw DomainError(
            "`data` is missing: give `data`, a file of points or fashion-mnist, or `gram`, their kernel "
            "matrix");
    if (!p.data.data.empty() && !p.gram.empty())
        throw DomainError("`data` and `gram` are given both; a kernel matrix stands instead of the points");
    if (!p.gram.empty() && (p.data.side > 0 || p.data.normalise != Normalise::none))
        throw DomainError(p.data.side > 0 ? "side" : "normalise",
                          p.data.side > 0 ? to_text(double(p.data.side)) : word_of(p.data.normalise),
                          "`gram` is the kernel matrix already; points are scaled before it is made");
    if (!p.gram.empty() && (p.kernel != DataProblem{}.kernel || p.precision != DataProblem{}.precision))
        throw DomainError("kernel", p.kernel, "`gram` is the kernel matrix already; leave one of the two out");
    if (!p.data.labels_file.empty() && !p.data.targets.empty())
        throw DomainError("`labels-file` and `targets` are given both; points have classes or numbers");
    if (p.data.data.empty() && p.data.labels_file.empty() && p.data.targets.empty())
        throw DomainError("`labels-file` is missing: a kernel matrix needs a label a point, or `targets`");
    if (p.noise > 0 && p.flip > 0)
        throw DomainError("`noise` and `flip` are given both; labels are drawn anew, or numbers are added to targets");
    if (p.flip > 0 && !p.data.targets.empty())
        throw DomainError("flip", p.flip, "`targets` are numbers without classes; give `noise`");
}

}  // namespace lazyrisk
