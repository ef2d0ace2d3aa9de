// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <map>
#include <memory>

#include "lazyrisk/answer/own_target.hpp"
#include "lazyrisk/average/use_averages.hpp"
#include "lazyrisk/dynamics/learning_curve.hpp"
#include "lazyrisk/measure/kept_trials.hpp"
#include "lazyrisk/measure/plan_text.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/record/column.hpp"
#include "lazyrisk/simulate/campaign.hpp"
#include "lazyrisk/simulate/pace.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

namespace {

/// What names the world of a question: all that is drawn, but how much of it.
std::string world_name(const Question& q, const Answer& theory) {
    std::string name = is_infinite(theory.setting.width) ? "infinite" : "finite";
    if (q.own_activation) name += q.own_activation->identity();
    // neurons that take the question's width: it is one of the layers' then
    if (q.spectrum.empty() && DeepFeatures::describes(q) && DeepFeatures::takes_width(q))
        name += to_text(theory.setting.width);
    if (q.labels.kind == LabelKind::mixture) name += to_text(q.labels);  // whose classes move the inputs
    const Recorded source(q, theory);
    for (const Column& column : columns_of({q}))
        if (column.role == Column::Role::draws) name += "\n" + column.name + "=" + cell_text(column.cell(source), 17);
    return name;
}

/// The theory, or where descent diverges in theory all but its risk.
Answer answer_or_setting(const Question& q, Answers& answers) {
    try {
        return answers.ask(q);
    } catch (const StepTooLong&) {
        Question to_the_end = q;
        to_the_end.step_size.reset();
        to_the_end.steps.reset();
        Answer a = answers.ask(to_the_end);
        a.training = training_of(q);
        return a;
    }
}

Ridge<> drawn_ridge(const Question& q, const Answer& theory, Answers& answers) {
    const Ridge<> ridge{theory.ridge, q.ridge_convention};
    return ridge.convention == RidgeConvention::trace ? ridge.with_diagonal(answers.known(q)->model.mean_diagonal())
                                                      : ridge;
}

/// With the variance of the field that signs see.
FitLoss drawn_loss(const Question& q, const Answer& theory) {
    FitLoss fit = fit_loss(q);
    if (theory.loss) fit.loss = *theory.loss;
    if (!q.labels.are_signs()) return fit;
    fit.field_variance = 0;
    for (const auto& [mode, energy] : q.energy.at) fit.field_variance += energy;
    return fit;
}

/// Questions as points of a campaign.
struct AskedPoints {
    std::vector<MeasuredPoint> points;
    std::vector<Realization> worlds;
    std::vector<CampaignPoint> fits;

    AskedPoints(const Questions& questions, Answers& answers, bool exact, bool alone) {
        std::map<std::string, std::size_t> known;
        for (std::size_t i = 0; i < questions.size; ++i) {
            const Question q = questions.at(i);
            Answer theory = alone ? answer_or_setting(q, answers) : answers.ask(q);
            require_drawable(q, theory.setting, "the simulation needs an `activation`");
            const auto [world, fresh] = known.emplace(world_name(q, theory), worlds.size());
            if (fresh) worlds.push_back(world_of(q, theory.setting.width, exact));
            fits.push_back({world->second,
                            {theory.setting.samples, theory.setting.width, drawn_ridge(q, theory, answers), q.noise,
                             q.ensemble, q.dim, theory.training, drawn_loss(q, theory)}});
            points.push_back({q, std::move(theory), {}});
        }
    }
};

/// Tells a host how far a campaign is, and how long it will take.
class TimeTeller {
public:
    TimeTeller(const Host& host, std::string what) : host_(host), what_(std::move(what)) {}

    void begin(int units_at_once) { at_once_ = units_at_once, last_ = Clock::now(); }

    void tell(const SimulationProgress& p) {
        const auto now = Clock::now();
        if (p.part < shown_) shown_ = 0;  // another round
        pace_.add(p.part - shown_, std::chrono::duration<double>(now - last_).count());
        last_ = now, shown_ = p.part;
        const double begun = std::min(double(at_once_ - 1), double(p.units - p.done)) / double(p.units);
        host_.progress(fmt::format("{}{} of {} units, {:.0f} %, about {} left", what_, p.done, p.units, 100 * p.part,
                                   in_words(time_left(pace_, p.part, begun))));
    }

private:
    using Clock = std::chrono::steady_clock;

    const Host& host_;
    std::string what_;
    Pace pace_;
    double shown_ = 0;
    int at_once_ = 1;
    Clock::time_point last_ = Clock::now();
};

/// What the trials of each point are kept under.
std::vector<std::string> problem_texts(const Campaign& campaign, const std::vector<MeasuredPoint>& points,
                                       const SimulationSettings& settings) {
    std::vector<std::string> problems(points.size());
    for (const Family& family : campaign.families()) {
        const std::string together = family.together();
        for (std::size_t k = 0; k < family.points.size(); ++k)
            problems[family.points[k]] =
                problem_text(points[family.points[k]], family.experiment.points[k].ridge, together, settings);
    }
    return problems;
}

void require_numbers(const std::vector<Measurement>& seen) {
    for (const Measurement& m : seen)
        for (const Estimate& e : {m.test_error, m.train_error, m.bias, m.variance, m.weight_norm, m.judged})
            if (std::isnan(e.mean) || std::isnan(e.standard_error)) throw NotConverged(no_number);
}

}  // namespace

void require_drawable(const Question& q, const Setting& sizes, const std::string& otherwise) {
    if (!q.spectrum.empty() || (q.has_mass && !is_infinite(sizes.width)))  // a kernel is all that its masses say
        throw NotCovered(std::string(q.spectrum.empty() ? "`mass`" : "`spectrum`") +
                         " does not say which features to draw; " + otherwise);
    if (is_infinite(q.dim) && !has_plain_sizes(q))
        throw DomainError(
            "`dim` is missing: a simulation needs a finite dimension; try `dim = 100` with the same `psi1`, `psi2`");
    for (const auto& [name, size] : {std::pair{"samples", sizes.samples}, {"width", sizes.width}})
        if (!is_infinite(size) && size != std::floor(size))
            throw DomainError(name, size, "a simulation needs a whole number");
}

Realization world_of(const Question& q, double width, bool exact) {
    const auto realized = [&](const auto& model) -> Realization {
        if constexpr (requires { realize(model, Target<>{}, 1.0); }) {
            const bool neuron = !q.neuron.empty();
            if (q.labels.are_signs() && q.energy.rest > 0)
                throw NotCovered(
                    "energy beyond every degree cannot be drawn: it is label noise, probit(rest/(1 - rest)) of the "
                    "others");
            // "rest" cannot be drawn, but averaged: a realization without a target will do
            if (!q.process.empty() && !exact)
                throw NotCovered(
                    "a Gaussian process has energy in every degree and cannot be drawn: `estimator = exact` "
                    "averages over it");
            Realization world = realize(model, neuron || exact ? Target<>{} : target_of(q), width);
            if (neuron) use_neuron_target(world, neuron_of(q));
            if (q.labels.kind == LabelKind::mixture) {
                if (neuron || q.energy.at.size() != 1 || q.energy.at.begin()->first != Mode(1))
                    throw NotCovered(
                        "the classes of a mixture are drawn with their means along a direction of the inputs, "
                        "`energy = 1=1`");
                use_mixture(world, q.labels.slope, q.energy.at.begin()->second);
            }
            if (exact)
                use_averages(world, model,
                             neuron             ? averaged_neuron(neuron_of(q), q.dim)
                             : q.has_energies() ? target_of(q)
                                                : *own_energies(q),
                             width);
            return world;
        } else {
            throw NotCovered(std::string(model.title) +
                             " does not say what to draw; the simulation needs another model");
        }
    };
    return std::visit(realized, model_of(q));
}

std::vector<MeasuredPoint> measure(const Questions& questions, Answers& answers, const SimulationSettings& settings,
                                   int threads, const Host& host, const std::string& what, bool alone) {
    AskedPoints asked(questions, answers, settings.estimator == Estimator::exact, alone);
    std::vector<MeasuredPoint>& points = asked.points;
    TimeTeller time(host, what);
    Campaign campaign(std::move(asked.worlds), std::move(asked.fits),
                      {.trials = settings.trials,
                       .seed = settings.seed,
                       .threads = host.threads(threads),
                       .test_points = settings.test_points,
                       .estimator = settings.estimator,
                       .plan = settings.plan,
                       .until = settings.until,
                       .most_trials = settings.most_trials,
                       .blas_threads = settings.blas_threads,
                       .precision = settings.precision,
                       .shard = settings.shard - 1,
                       .shards = settings.shards,
                       .progress = [&](const SimulationProgress& p) { time.tell(p); },
                       .interrupted = host.interrupted});
    if (settings.explain || settings.dry_run) host.plan(plan_text(campaign, settings));
    if (settings.dry_run) return {};
    SimulationSettings keeps = settings;
    for (const MeasuredPoint& point : points) keeps = keepable(keeps, point.question);
    KeptTrials kept(problem_texts(campaign, points, settings), keeps, host);
    const std::unique_ptr<Executor> executor = host.executor(campaign.threads());
    time.begin(campaign.threads() * host.processes);
    campaign.run(*executor, kept.memory());
    host.progress("");
    std::vector<Measurement> seen = campaign.measurements();
    require_numbers(seen);
    std::size_t finished = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        finished += std::size_t(seen[i].trials);
        points[i].seen = std::move(seen[i]);
    }
    if (host.interrupted()) {
        host.remark(fmt::format(
            "interrupted with {} of {} trials of points; {}", finished, points.size() * std::size_t(settings.trials),
            kept.path().empty() ? "nothing is kept beyond what is printed"
                                : "they are kept in " + kept.path() + ", the same command goes on from there"));
    }
    return std::move(points);
}

namespace {

/// What the first order in 1/n leaves to expect: itself, where it is not applied, and the second, of which it is known
/// that it is about its square over the risk.  Formula (16.10).
std::optional<double> own_error(const MeasuredPoint& p) {
    if (!p.theory.equivalent_error || p.question.labels.are_signs()) return {};
    const double first = *p.theory.equivalent_error, risk = p.theory.risk.excess_risk;
    if (!(first <= risk / 3) || !(risk > 0)) return {};  // too much to be a correction
    constexpr double least = 0.002;  // relative: parts of the first order may cancel in it, but not in the second
    const double second = std::max(2 * first * first / risk, least * p.theory.risk.test_error);
    return p.question.parameter("finite-size", "no") == "yes" ? second : first + second;
}

}  // namespace

Measured measured(const MeasuredPoint& p) {
    return {judged_theory(p.question, p.theory),
            p.seen.judged.mean,
            p.seen.judged.standard_error,
            p.seen.trials,
            p.seen.draw,
            p.seen.heavy_tailed,
            p.seen.trial,
            p.seen.judged_trials,
            p.theory.risk.error_bound,
            0,
            own_error(p)};
}

std::string covariance_table(const std::vector<MeasuredPoint>& points) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t k = 0; k <= i; ++k) {
            if (points[i].seen.draw != points[k].seen.draw) continue;
            const double r = i == k ? 1 : correlation(measured(points[k]), measured(points[i]));
            std::vector<std::uint64_t> common;
            std::set_intersection(points[i].seen.trial.begin(), points[i].seen.trial.end(),
                                  points[k].seen.trial.begin(), points[k].seen.trial.end(), std::back_inserter(common));
            rows.push_back({double(k + 1), double(i + 1), double(common.size()),
                            r * points[i].seen.judged.standard_error * points[k].seen.judged.standard_error, r});
        }
    return render({"first", "second", "trials", "covariance", "correlation"}, rows, {Format::csv, {}, false});
}

std::vector<std::string> measured_quantities(bool losses) {
    std::vector<std::string> names{"test_error", "train_error", "bias", "variance", "weight_norm"};
    if (losses) names.insert(names.end(), loss_quantities().begin(), loss_quantities().end());
    return names;
}

void append_estimate_columns(std::vector<std::string>& columns, const std::string& prefix, bool losses) {
    for (const std::string& name : measured_quantities(losses)) {
        for (const char* part : {".mean", ".standard_error"}) columns.push_back(prefix + name + part);
        if (name == "test_error")
            for (const char* part : {".median", ".median_low", ".median_high"}) columns.push_back(prefix + name + part);
    }
}

std::optional<Estimate> estimate_of(const MeasuredPoint& p, const std::string& name) {
    const Measurement& seen = p.seen;
    const Question& q = p.question;
    if (name == "test_error") return seen.test_error;
    if (name == "weight_norm") return seen.weight_norm;
    const bool signs = q.labels.are_signs();
    if (name == "train_error") return seen.train_error;
    if (name == "bias" || name == "variance")
        return seen.of_loss.empty() ? std::optional(name == "bias" ? seen.bias : seen.variance) : std::nullopt;
    const std::vector<std::string>& names = loss_quantities();
    const auto at = std::size_t(std::find(names.begin(), names.end(), name) - names.begin());
    const bool of_signs =
        name == "error_rate" || name == "clean_error_rate" || name == "train_error_rate" || name == "margin";
    const bool hard = std::holds_alternative<MarginConstraint>(q.loss);
    if (at >= seen.of_loss.size() || (of_signs && !signs) || (name == "excess_risk" && signs)) return std::nullopt;
    // made of margins that no sample has: its mean over test points says nothing
    if (name == "test_loss" && std::holds_alternative<ExponentialLoss>(q.loss)) return std::nullopt;
    if (name == "margin" ? !hard : hard && (name == "test_loss" || name == "train_loss")) return std::nullopt;
    return seen.of_loss[at];
}

void append_estimates(Row& row, const MeasuredPoint& p, bool losses) {
    for (const std::string& name : measured_quantities(losses)) {
        const std::optional<Estimate> e = estimate_of(p, name);
        row.push_back(e ? Cell(e->mean) : Cell());
        row.push_back(e ? Cell(e->standard_error) : Cell());
        if (name != "test_error") continue;
        // of what is judged: of signs the error rate
        const bool judged = p.seen.of_loss.empty() || p.seen.judged.mean == p.seen.test_error.mean;
        for (const double value : {p.seen.median.value, p.seen.median.low, p.seen.median.high})
            row.push_back(judged ? Cell(value) : Cell());
    }
}

bool has_losses(const std::vector<MeasuredPoint>& points) {
    return std::any_of(points.begin(), points.end(), [](const MeasuredPoint& p) { return p.question.has_loss(); });
}

double judged_theory(const Question& q, const Answer& a) {
    switch (judged_of(fit_loss(q))) {
        case Judged::error_rate:
            return a.classifier ? a.classifier->error_rate : 0.5;
        case Judged::excess_risk:
            return a.risk.excess_risk;
        case Judged::test_error:
            break;
    }
    return a.risk.test_error;
}

std::string judged_quantity(const Question& q) {
    const Judged judged = judged_of(fit_loss(q));
    return judged == Judged::test_error ? "test_error" : loss_quantities()[std::size_t(judged) - 1];
}

FitLoss fit_loss(const Question& q) {
    FitLoss fit{q.labels, q.loss, q.noise_law};
    return fit;
}

std::string simulation_status(const Measurement& seen, const SimulationSettings& settings) {
    if (settings.shards > 1 && seen.trials < settings.trials)
        return fmt::format("shard: {} of {} of the trials; merge the stores and ask again without `shard`",
                           settings.shard, settings.shards);
    if (seen.trials < settings.trials) return "interrupted: fewer trials than asked for";
    if (seen.heavy_tailed)
        return "heavy-tailed: a few trials make most of the spread, the standard error means little; read the median";
    if (settings.until > 0 && !(seen.judged.standard_error <= settings.until * seen.judged.mean))
        return "unresolved: the standard error is still above `until` after `most_trials`";
    return "ok";
}

void append_effort_columns(std::vector<std::string>& columns) {
    for (const char* name :
         {"trials", "draws", "estimator", "test_points", "seed", "plan", "precision", "blas_threads"})
        columns.emplace_back(name);
}

void append_effort(Row& row, const Measurement& seen, const SimulationSettings& settings) {
    row.emplace_back(double(seen.trials));
    row.emplace_back(fmt::format("{:016x}", seen.draw));
    const bool exact = settings.estimator == Estimator::exact;
    row.emplace_back(word_of(settings.estimator));
    row.push_back(exact ? Cell() : Cell(double(settings.test_points)));
    row.emplace_back(double(settings.seed));
    row.emplace_back(exact ? word_of(Plan::pointwise) : word_of(settings.plan));
    row.emplace_back(word_of(settings.precision));
    row.emplace_back(double(settings.blas_threads));
}

}  // namespace lazyrisk
