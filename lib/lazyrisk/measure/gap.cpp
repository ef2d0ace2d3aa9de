// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/gap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>

#include "lazyrisk/answer/own_target.hpp"
#include "lazyrisk/gap/on_sphere.hpp"
#include "lazyrisk/gap/quadratic.hpp"
#include "lazyrisk/gap/simulated.hpp"
#include "lazyrisk/measure/kept_trials.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/simulate/arithmetic.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/sha1.hpp"

namespace lazyrisk {
namespace {

constexpr const char *theorem = "theorem", *own = "own result", *heuristic = "heuristic";

std::string target_text(const Question& q, const std::string& matrix) {
    if (!matrix.empty()) return "matrix " + matrix;
    return q.has_energies() ? to_text(q.energy) : q.target_text();
}

/// What the trials of one width are kept under.
std::string problem_text(const std::string& of, const Question& q, const GapOptions& o, int dimension, int width) {
    nlohmann::ordered_json text{{"verb", "gap"},    {"of", of},       {"activation", q.activation},
                                {"dim", dimension}, {"width", width}, {"target", target_text(q, o.matrix)}};
    const bool file = !o.matrix.empty() && o.matrix != "identity" && o.matrix != "traceless" && o.matrix != "wishart";
    if (file) text["matrix_file"] = hash_of_file(o.matrix);
    text["arithmetic"] = arithmetic_version;
    return text.dump();
}

/// Trained networks of one width, from so many starts. Nothing where interrupted.
std::optional<TrainedGap> trained_on(const std::string& neurons, const PopulationRisk& risk, const Question& q,
                                     const GapOptions& o, int dimension, int width, const Host& host) {
    const TrainedGap gap = trained_gap(risk, width, o.starts, o.simulation.seed, o.threads,
                                       kept_trials({problem_text("nn " + neurons, q, o, dimension, width)},
                                                   keepable(o.simulation, q), o.threads, host));
    return gap.starts > 0 ? std::optional(gap) : std::nullopt;
}

/// Draws of one width: a trial leaves one number. Nothing where interrupted before the first.
std::optional<DrawnGap> drawn_gap(const std::string& of, const LeftByDraw& left, const Question& q, const GapOptions& o,
                                  int dimension, int width, const Host& host) {
    const SimulationSettings& s = o.simulation;
    const TrialPlan plan{.points = 1,
                         .trials = s.trials,
                         .run =
                             [&](std::uint64_t trial, std::span<const std::size_t>) {
                                 return std::vector<Seen>{{left(width, Draw{s.seed, 0, trial})}};
                             },
                         .interrupted = host.interrupted};
    const SeenTrials seen =
        kept_trials({problem_text(of, q, o, dimension, width)}, keepable(s, q), o.threads, host)(plan).front();
    if (seen.empty()) return std::nullopt;
    Accumulator all;
    DrawnGap found;
    for (const auto& [trial, numbers] : seen) {
        all.add(numbers.front());
        found.trial.push_back(trial);
        found.value.push_back(numbers.front());
    }
    static_cast<Estimate&>(found) = all.estimate();
    return found;
}

GapTeller quadratic_teller(const Question& q, const GapOptions& o, const Host& host) {
    const auto target =
        std::make_shared<const QuadraticTarget>(quadratic_target(o.matrix, q.dim, Draw{o.simulation.seed, 0, 0}));
    const Activation activation = activation_of(q);
    return [=](double width, const GapDraws& wanted) {
        Gaps g;
        const double d = target->dimension(), share = target->isotropic_share();
        g.width = width;
        g.ratio = width / d;
        g.nn = {network_on_quadratic(*target, width), theorem};
        g.nt = {tangent_on_quadratic_limit(share, g.ratio), theorem};
        g.nt_finite = {tangent_on_quadratic(*target, width), own};
        if (share < 1e-12)
            g.nt_activation = {tangent_on_traceless_limit(activation, g.ratio), own};
        else
            g.nt_activation = {std::nullopt, "not covered: known for traceless targets alone"};
        g.rf = {std::nullopt, "not covered: known as d -> infinity alone, rf_limit"};
        g.rf_limit = {features_on_quadratic_limit(activation, share, g.ratio), theorem};
        if (o.starts > 0 && wanted.nn)
            g.nn_trained = trained_on("x^2", square_network_risk(*target), q, o, int(d), int(width), host);
        if (o.simulation.trials == 0) return g;
        const auto draws = [&](const char* of, const LeftByDraw& left) {
            return drawn_gap(of, left, q, o, int(d), int(width), host);
        };
        if (wanted.nt_finite) g.nt_finite_drawn = draws("nt_finite", drawn_tangent_on_quadratic(*target));
        if (wanted.rf) g.rf_drawn = draws("rf", drawn_features_on_quadratic(*target, activation));
        if (wanted.nt_activation && width * d <= 3000)
            g.nt_activation_drawn = draws("nt_activation", drawn_tangent_of_activation(*target, activation));
        return g;
    };
}

GapTeller sphere_teller(const Question& q, const GapOptions& o, const Host& host) {
    if (LengthLaws::meant(q))
        throw NotCovered("Gaussian inputs or weights are not covered here: leave `inputs` and `weights` out");
    const Activation activation = activation_of(q);
    if (is_infinite(q.dim)) throw DomainError("`dim` is missing: N neurons stand beside the dimension; try `dim = 50`");
    const std::string layers = q.parameter("layers", "first");
    if (layers != "first" && layers != "both") throw DomainError("layers", layers, "expected first, or both");
    std::optional<Activation> neuron;
    if (!q.neuron.empty()) neuron = neuron_of(q);
    const Target<> target = q.has_energies() ? target_of(q) : *own_energies(q);
    const auto theory = std::make_shared<const SphereGaps>(
        activation, q.dim, target, layers == "first" ? TrainedLayers::first : TrainedLayers::all);
    const bool itself = neuron && neuron->identity() == activation.identity();
    if (o.starts > 0 && !(itself && activation.identity() == "relu"))
        throw NotCovered(
            "`train`: the population risk of a trained network has a closed form here for `matrix` (neurons x^2) and "
            "for `target = neuron(relu)` with `activation = relu`; `lazyrisk train` takes every target, with finitely "
            "many samples");
    return [=, dim = q.dim](double width, const GapDraws& wanted) {
        Gaps g;
        g.width = width;
        g.ratio = width / dim;
        if (itself)
            g.nn = {0.0, theorem};  // one neuron is the target
        else
            g.nn = {std::nullopt, "not covered: known for quadratic forms and a neuron of the same activation alone"};
        if (o.starts > 0 && wanted.nn)
            g.nn_trained = trained_on("relu", relu_network_risk(int(dim)), q, o, int(dim), int(width), host);
        const auto in_the_limit = [](const std::function<double()>& number) -> Told {
            try {
                return {number(), theorem};
            } catch (const DomainError& error) {
                return {std::nullopt, std::string("not covered: ") + error.what()};
            }
        };
        g.nt = in_the_limit([&] { return theory->tangent_limit(width); });
        const Share tangent = theory->tangent(width), features = theory->features(width);
        g.nt_finite = {tangent.value, "own result, " + std::string(heuristic), tangent.error};
        g.nt_activation = {std::nullopt, "not covered: that is nt_finite here"};
        g.rf = {features.value, heuristic, features.error};
        g.rf_limit = in_the_limit([&] { return theory->features_limit(width); });
        if (o.simulation.trials > 0 && wanted.rf && (!neuron || itself))
            g.rf_drawn = drawn_gap("rf", drawn_features_on_sphere(activation, int(dim), target, itself), q, o, int(dim),
                                   int(width), host);
        return g;
    };
}

}  // namespace

GapTeller gap_teller(const Question& question, const GapOptions& options, const Host& host) {
    return options.matrix.empty() ? sphere_teller(question, options, host) : quadratic_teller(question, options, host);
}

const std::vector<std::pair<std::string, Told Gaps::*>>& gap_formulas() {
    static const std::vector<std::pair<std::string, Told Gaps::*>> list{{"nn", &Gaps::nn},
                                                                        {"nt", &Gaps::nt},
                                                                        {"nt_finite", &Gaps::nt_finite},
                                                                        {"nt_activation", &Gaps::nt_activation},
                                                                        {"rf", &Gaps::rf},
                                                                        {"rf_limit", &Gaps::rf_limit}};
    return list;
}

const std::vector<std::pair<std::string, std::optional<DrawnGap> Gaps::*>>& gap_simulations() {
    static const std::vector<std::pair<std::string, std::optional<DrawnGap> Gaps::*>> list{
        {"nt_finite_simulated", &Gaps::nt_finite_drawn},
        {"nt_activation_simulated", &Gaps::nt_activation_drawn},
        {"rf_simulated", &Gaps::rf_drawn}};
    return list;
}

std::vector<Gaps> gaps_of(const Questions& questions, const GapOptions& options, const Host& host) {
    const GapTeller tell = gap_teller(questions.samples.front(), options, host);
    std::vector<Gaps> all;
    for (std::size_t i = 0; i < questions.size && !host.interrupted(); ++i) {
        const double width = questions.at(i).width.value_or(0);
        if (!(width >= 1 && width <= 1e9 && width == std::floor(width)))
            throw DomainError("width", width, "a number of neurons is a whole number from 1 to 1e9");
        host.progress(fmt::format("{} of {} widths", i, questions.size));
        all.push_back(tell(width, {}));
    }
    host.progress("");
    return all;
}

GapTable::GapTable()
    : columns{"activation", "dim", "target", "trials", "seed", "width", "rho"}, wanted{"width", "rho"} {
    for (const auto& [name, told] : gap_formulas())
        for (const char* part : {"", "_status", "_error"}) columns.push_back(name + part);
    for (const auto& [name, drawn] : gap_simulations())
        for (const char* part : {".mean", ".standard_error"}) columns.push_back(name + part);
    for (const char* name : {"starts", "nn_simulated.best", "nn_simulated.mean", "nn_simulated.standard_error",
                             "nn_simulated.settled", "nn_simulated_is"})
        columns.emplace_back(name);
    columns.emplace_back("version");
}

void GapTable::append(const Question& q, const GapOptions& o, const Gaps& g) {
    Row row{q.activation,
            o.matrix.empty() ? Cell(q.dim) : Cell(g.width / g.ratio),
            target_text(q, o.matrix),
            double(o.simulation.trials),
            double(o.simulation.seed),
            g.width,
            g.ratio};
    for (const auto& [name, formula] : gap_formulas()) {
        const Told& told = g.*formula;
        row.push_back(told.value ? Cell(*told.value) : Cell());
        row.emplace_back(told.status);
        row.push_back(told.error ? Cell(*told.error) : Cell());
    }
    for (const auto& [name, drawn] : gap_simulations()) {
        const std::optional<DrawnGap>& e = g.*drawn;
        row.push_back(e ? Cell(e->mean) : Cell());
        row.push_back(e ? Cell(e->standard_error) : Cell());
    }
    if (const std::optional<TrainedGap>& t = g.nn_trained)
        row.insert(row.end(), {double(o.starts), t->best, t->risk.mean, t->risk.standard_error, double(t->settled),
                               fmt::format("least and mean over random starts of networks of {} neurons, both layers "
                                           "trained by gradient flow of the exact "
                                           "population risk",
                                           o.matrix.empty() ? "relu" : "x^2")});
    else
        row.insert(row.end(), 6, Cell());
    row.emplace_back(std::string(version));
    rows.push_back(std::move(row));
}

void GapTable::show_what_is_known(const std::vector<Gaps>& all) {
    for (const auto& [name, told] : gap_formulas())
        for (const Gaps& g : all)
            if ((g.*told).value) {
                wanted.push_back(name);
                break;
            }
    for (const auto& [name, drawn] : gap_simulations())
        for (const Gaps& g : all)
            if (g.*drawn) {
                for (const char* part : {".mean", ".standard_error"}) wanted.push_back(name + part);
                break;
            }
    if (!all.empty() && all.front().nn_trained)
        for (const char* name : {"nn_simulated.best", "nn_simulated.mean", "nn_simulated.settled"})
            wanted.emplace_back(name);
}

}  // namespace lazyrisk
