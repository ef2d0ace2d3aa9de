// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/data_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "lazyrisk/image_network/empirical_kernels.hpp"
#include "lazyrisk/image_network/image_network.hpp"
#include "lazyrisk/measure/kept_trials.hpp"
#include "lazyrisk/pool/drawn_samples.hpp"
#include "lazyrisk/pool/pool_fit.hpp"
#include "lazyrisk/prediction/data_simulation.hpp"
#include "lazyrisk/prediction/prediction_table.hpp"
#include "lazyrisk/simulate/arithmetic.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// What a trial saw, in this order.
enum Told : std::size_t {
    test,
    classes,
    train,
    train_classes,
    loss,
    updates,
    seconds,
    linear_test,
    linear_classes,
    all
};

/// `apart`: all of them may be learned.
int whole_samples(const DataProblem& p, std::size_t points, bool apart) {
    if (!p.samples) throw DomainError("`samples` is missing: how many points a network learns from");
    const double most = double(points) - (apart ? 0 : 1);
    if (*p.samples != std::floor(*p.samples) || *p.samples < 2 || *p.samples > most)
        throw DomainError("samples", *p.samples,
                          fmt::format("expected a whole number from 2 to {}{}", most,
                                      apart ? "" : ", so that points are left to test on"));
    return int(*p.samples);
}

void require_network_alone(const DataProblem& p) {
    if (!p.gram.empty()) throw DomainError("gram", p.gram, "a network reads the points themselves; give `data`");
    for (const auto& [name, value] : {std::pair{"noise", p.noise}, {"flip", p.flip}})
        if (value > 0) throw DomainError(name, value, "networks are trained on the labels as they are; leave it out");
    if (!is_infinite(p.width))
        throw DomainError("width", p.width, "a network has its widths in `network`, as conv(16) and dense(256)");
    const DataProblem usual;
    if (p.kernel != usual.kernel || p.precision != usual.precision)
        throw DomainError("kernel", p.kernel, "the kernel beside a network is that of its layers; leave it out");
    if (!is_infinite(p.time)) throw DomainError("time", p.time, "networks are trained by `updates`; leave it out");
    if (p.intercept) throw DomainError("intercept", "yes", "the kernels beside a network have none; leave it out");
    if (p.method != usual.method)
        throw DomainError("method", word_of(p.method), "networks are trained, not predicted; leave it out");
}

void require_same_points(const std::vector<DataProblem>& problems) {
    for (const DataProblem& p : problems) {
        require_network_alone(p);
        if (p.pool_key() != problems.front().pool_key())
            throw DomainError(
                "networks of one command learn from the same points: sweep `samples` or `ridge`, and give "
                "each choice of points a command of its own");
    }
}

/// What a network learns from, and what tests it.
struct NetworkPoints {
    const DataSet& set;
    const DataSet& test;  ///< without points: those of the set that are not drawn

    [[nodiscard]] bool apart() const { return test.count() > 0; }
    [[nodiscard]] const DataSet& tested() const { return apart() ? test : set; }
};

/// Points of a trial.
struct Parted {
    std::vector<int> in, out;  ///< of the set, of what tests
};

Parted parted(const NetworkPoints& points, int samples, const Draw& draw) {
    Parted parts{drawn_samples(int(points.set.count()), samples, draw), {}};
    std::vector<char> taken(points.tested().count(), 0);
    if (!points.apart())
        for (const int i : parts.in) taken[std::size_t(i)] = 1;
    for (std::size_t i = 0; i < taken.size(); ++i)
        if (!taken[i]) parts.out.push_back(int(i));
    return parts;
}

ImageAnswers answers_of(const DataSet& set, const std::vector<int>& points) {
    if (set.label.empty()) return ImageAnswers(Matrix(set.targets(points, Eigen::all)));
    std::vector<int> label;
    for (const int i : points) label.push_back(set.label[std::size_t(i)]);
    return {label, int(set.classes.size())};
}

ImageNetworkShape shape_of(const DataTraining& training, const DataSet& set) {
    const int outputs = set.label.empty() ? int(set.targets.cols()) : int(set.classes.size());
    ImageShape image = set.shape;
    if (!image.is_image()) image = {1, int(set.inputs.rows()), 1};  // a row of numbers
    return {parse_architecture("network", training.network, ArchitectureOf::network), image, outputs,
            training.parametrization};
}

/// The network as it starts, and ridge regression by its tangent kernel on what it misses there.
void add_linearization(const ImageNetworkShape& shape, const NetworkPoints& points, const Parted& parts, double ridge,
                       const Draw& draw, Seen& seen) {
    const ImageNetwork<double> start(shape, draw);
    const Eigen::Index own = points.set.inputs.cols(), more = points.test.inputs.cols();
    Matrix inputs(points.set.inputs.rows(), own + more);
    inputs.leftCols(own) = points.set.inputs;
    if (more > 0) inputs.rightCols(more) = points.test.inputs;
    const Matrix tangent = empirical_kernels(start, inputs).tangent;
    Pool pool = make_pool(tangent.topLeftCorner(own, own), targets_of(points.set), points.set.label);
    if (more > 0)
        pool = with_test(std::move(pool),
                         {tangent.bottomLeftCorner(more, own), targets_of(points.test), points.test.label});
    const Matrix begin = start.outputs(inputs).transpose(), tested_begin = more > 0 ? begin.bottomRows(more) : begin;
    const PoolFit fit = kernel_pool_fit(
        pool, parts.in, pool.targets(parts.in, Eigen::all) - Matrix(begin(parts.in, Eigen::all)), ridge);
    const std::vector<int>& label = pool.tested_label();
    double square = 0, wrong = 0;
    for (const int i : parts.out) {
        const Eigen::RowVectorXd prediction = tested_begin.row(i) + fit.prediction.row(i);
        square += (pool.tested_targets().row(i) - prediction).squaredNorm();
        Eigen::Index largest = 0;
        prediction.maxCoeff(&largest);
        wrong += !label.empty() && largest != label[std::size_t(i)];
    }
    seen[linear_test] = square / double(parts.out.size());
    seen[linear_classes] = wrong / double(parts.out.size());
}

Seen train_once(const DataProblem& p, const DataTraining& training, const NetworkPoints& points, std::uint64_t seed,
                std::uint64_t trial) {
    const DataSet &set = points.set, &tested = points.tested();
    const Parted parts = parted(points, whole_samples(p, set.count(), points.apart()), {seed, 0, trial});
    const Draw draw{seed, 1, trial};  // of the network, apart from that of the points
    const ImageNetworkShape shape = shape_of(training, set);
    ImageNetwork<float> network(shape, draw);
    const TrainedImages trained = train_images(network, Matrix(set.inputs(Eigen::all, parts.in)),
                                               answers_of(set, parts.in), training.recipe, draw);
    const ImageErrors errors = image_errors(network.outputs(Matrix(tested.inputs(Eigen::all, parts.out))),
                                            answers_of(tested, parts.out), training.recipe.loss);
    Seen seen(all, 0);
    seen[test] = errors.mse, seen[classes] = errors.class_error;
    const TrainingLook& end = trained.end();
    seen[train] = end.train.mse, seen[train_classes] = end.train.class_error, seen[loss] = end.train.loss;
    seen[updates] = end.updates, seen[seconds] = end.seconds;
    if (training.linearization) add_linearization(shape, points, parts, p.total_ridge(*p.samples), draw, seen);
    return seen;
}

std::string training_text(const DataProblem& p, const DataTraining& t, const NetworkPoints& points) {
    nlohmann::ordered_json text{{"verb", "train"},
                                {"data", p.source()},
                                {"data_checksum", points.set.checksum},
                                {"network", t.network},
                                {"samples", *p.samples},
                                {"loss", word_of(t.recipe.loss)},
                                {"optimizer", word_of(t.recipe.optimizer.optimizer)},
                                {"momentum", t.recipe.optimizer.momentum},
                                {"weight_decay", t.recipe.optimizer.weight_decay},
                                {"schedule", word_of(t.recipe.schedule)},
                                {"rate", t.recipe.rate},
                                {"updates", t.recipe.updates},
                                {"batch", t.recipe.batch},
                                {"parametrization", word_of(t.parametrization)},
                                {"arithmetic", arithmetic_version}};
    if (t.recipe.stop_error) text["stop_error"] = *t.recipe.stop_error, text["look_every"] = t.recipe.look_every;
    if (points.apart()) text["test"] = p.data.test, text["test_checksum"] = points.test.checksum;
    if (t.linearization)
        text["linearization_ridge"] = p.total_ridge(*p.samples), text["linearization"] = "from the start";
    return text.dump();
}

Estimate over(const SeenTrials& trials, Told what) {
    Accumulator sum;
    for (const auto& [number, seen] : trials) sum.add(seen[what]);
    return sum.estimate();
}

}  // namespace

std::string kernel_of_network(const std::string& network) {
    const Architecture layers = parse_architecture("network", network, ArchitectureOf::network);
    return "compose(" + to_text(layers, ArchitectureOf::kernel) + ")";
}

std::vector<DataTrainingPoint> train_on_data(const std::vector<DataProblem>& problems, const DataTraining& training,
                                             Pools& pools, const SimulationSettings& settings, int threads,
                                             const Host& host) {
    if (problems.empty()) return {};
    require_same_points(problems);
    DataProblem first = problems.front();
    first.kernel = kernel_of_network(training.network);
    const DataSet set = pools.points(first), only_test = pools.test_points(first, set);
    const NetworkPoints network_points{set, only_test};
    const ImageNetworkShape shape = shape_of(training, set);
    const auto parameters = double(ImageNetwork<float>(shape, Draw{}).parameters().size());
    std::vector<std::string> texts;
    double largest = 0;
    for (const DataProblem& p : problems) {
        largest = std::max(largest, double(whole_samples(p, set.count(), network_points.apart())));
        texts.push_back(training_text(p, training, network_points));
    }
    TrialPlan plan{.points = problems.size(),
                   .trials = settings.trials,
                   .memory = training_memory<float>(shape, int(largest), training.recipe)};
    plan.run = [&](std::uint64_t trial, std::span<const std::size_t> points) {
        std::vector<Seen> seen;
        for (const std::size_t i : points)
            seen.push_back(train_once(problems[i], training, network_points, settings.seed, trial));
        return seen;
    };
    plan.progress = [&](double part) { host.progress(fmt::format("{:.0f} % of the networks trained", 100 * part)); };
    plan.interrupted = host.interrupted;
    const std::vector<SeenTrials> trials = kept_trials(texts, settings, threads, host)(plan);
    host.progress("");
    if (std::any_of(trials.begin(), trials.end(), [](const SeenTrials& one) { return one.empty(); })) return {};
    std::vector<DataMeasurement> kernels;
    if (training.kernel) {
        std::vector<DataProblem> fits = problems;
        for (DataProblem& p : fits) p.kernel = first.kernel;
        kernels = simulate_data(fits, pools, settings, threads, host);
        if (kernels.size() < problems.size()) return {};
    }
    const bool labels = !set.label.empty();
    const auto errors = [&](const SeenTrials& seen, Told square, Told wrong) {
        return DataErrors{over(seen, square), labels ? std::optional(over(seen, wrong)) : std::nullopt};
    };
    std::vector<DataTrainingPoint> points;
    for (std::size_t i = 0; i < problems.size(); ++i) {
        const SeenTrials& seen = trials[i];
        DataTrainingPoint p{.samples = *problems[i].samples, .parameters = parameters};
        p.network = errors(seen, test, classes);
        if (training.linearization) p.linearization = errors(seen, linear_test, linear_classes);
        if (training.kernel) {
            p.kernel.test_error = kernels[i].seen.test_error;
            if (labels) p.kernel.class_error = kernels[i].seen.class_error;
        }
        p.train_error = over(seen, train), p.train_class_error = over(seen, train_classes);
        p.train_loss = over(seen, loss), p.updates = over(seen, updates), p.seconds = over(seen, seconds);
        p.trials = int(seen.size());
        points.push_back(std::move(p));
    }
    return points;
}

AnswerTable training_table(const std::vector<DataProblem>& problems, const DataTraining& t,
                           const std::vector<DataTrainingPoint>& points, const SimulationSettings& settings) {
    AnswerTable table;
    std::vector<std::string>& names = table.columns;
    for (std::size_t i = 0; i < points.size(); ++i) {
        Row row;
        const auto add = [&](const std::string& name, Cell value) {
            if (i == 0) names.push_back(name);
            row.push_back(std::move(value));
        };
        for (const DataField& field : data_fields()) {
            std::string name = field.name;
            std::replace(name.begin(), name.end(), '-', '_');
            if ((field.group != "Data" && field.group != "Ridge") || field.name == "gram") continue;
            add(name, data_cell(field, problems[i]));
        }
        add("layers", t.network), add("loss", word_of(t.recipe.loss));
        add("optimizer", word_of(t.recipe.optimizer.optimizer)), add("schedule", word_of(t.recipe.schedule));
        add("learning_rate", t.recipe.rate), add("weight_decay", t.recipe.optimizer.weight_decay);
        add("batch", double(t.recipe.batch)), add("parametrization", word_of(t.parametrization));
        const DataTrainingPoint& p = points[i];
        add("parameters", p.parameters), add("samples", p.samples);
        const auto estimate = [&](const std::string& name, const std::optional<Estimate>& e) {
            add(name + ".mean", e ? Cell(e->mean) : Cell());
            add(name + ".standard_error", e && std::isfinite(e->standard_error) ? Cell(e->standard_error) : Cell());
        };
        for (const auto& [name, errors] :
             {std::pair{"network", &p.network}, {"kernel", &p.kernel}, {"linearization", &p.linearization}}) {
            estimate(std::string(name) + ".class_error", errors->class_error);
            estimate(std::string(name) + ".test_error", errors->test_error);
        }
        estimate("network.train_class_error",
                 p.network.class_error ? std::optional(p.train_class_error) : std::nullopt);
        estimate("network.train_error", p.train_error);
        add("updates", p.updates.mean), add("seconds", p.seconds.mean);
        add("trials", double(p.trials)), add("seed", double(settings.seed)), add("version", std::string(version));
        table.rows.push_back(std::move(row));
    }
    table.choose([&](std::size_t i) {
        return names[i] == "samples" || names[i].find("error.") != std::string::npos || names[i] == "updates" ||
               names[i] == "seconds" || names[i] == "trials";
    });
    return table;
}

}  // namespace lazyrisk
