// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/answer.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/answer/own_target.hpp"
#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/problem/read_spectrum.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Models kept.
constexpr std::size_t most_known = 1000;

int highest_degree(const Question& q) {
    int highest = 0;
    if (!q.has_energies()) return own_energies(q)->highest_degree();
    for (const auto& [mode, energy] : q.energy.at)
        if (energy > 0) highest = std::max(highest, mode.degree);
    return highest;
}

/// What the spectrum depends on.
std::string key_of(const Question& q) {
    if (!q.spectrum.empty()) return (q.own_spectrum ? "own:" : "file:") + q.spectrum;
    std::string key = q.model + '|' + (q.has_mass ? "mass:" + to_text(q.mass) : q.activation) + '|';
    if (q.own_activation) key += q.own_activation->identity();
    for (const auto& [name, text] : q.parameters) key += name + '=' + text + '|';
    key += Linear::checksum(q);
    if (DeepFeatures::describes(q) && DeepFeatures::takes_width(q))  // then it is the width of some of the layers
        for (const std::optional<double>& size : {q.width, q.psi1, q.beta}) key += size ? to_text(*size) + ';' : "-;";
    key += to_text(q.dim);
    key += '|';
    if (is_infinite(q.dim)) key += to_text(dimension_of(q).scale);
    key += '|';
    key += std::to_string(q.degrees);
    key += '|';
    key += std::to_string(highest_degree(q));
    return key;
}

/// A model, and the target that a spectrum file brings along.
std::shared_ptr<const KnownModel> known_model(const Question& q) {
    const auto nothing_to_cut = [&](bool cut) {
        if (q.degrees >= 0 && !cut)
            throw DomainError("degrees", q.degrees,
                              "there is nothing to cut: give it with an activation or a kernel, and `dim`, only");
    };
    if (!q.spectrum.empty()) {
        nothing_to_cut(false);
        const SpectrumFile file = q.own_spectrum ? *q.own_spectrum : read_spectrum(q.spectrum);
        return std::make_shared<KnownModel>(file.model, 0, -1, file.target);
    }
    return std::visit(
        [&](const auto& model) {
            nothing_to_cut(most_degrees(model) > 0);
            return std::make_shared<const KnownModel>(model, highest_degree(q), q.degrees);
        },
        model_of(q));
}

/// Throws DomainError for a target in modes of several indices where the model has degrees alone.
void check_modes(const Question& q, const Spectrum<>& spectrum) {
    if (has_covariates(q) || !q.has_energies()) return;
    const auto plain = [](const Mode& mode) { return mode == Mode(mode.degree); };
    for (const auto& [mode, energy] : q.energy.at)
        if (!plain(mode) && std::all_of(spectrum.levels.begin(), spectrum.levels.end(),
                                        [&](const auto& level) { return plain(level.mode); }))
            throw DomainError("energy." + to_text(mode), energy,
                              "the modes of this model are degrees alone, as in 1=1,2=0.5");
}

/// Throws NotCovered for signs of a function of one index that is not linear: signs are those of a normal field.
void check_field(const Question& q, const Target<>& target) {
    if (!q.labels.are_signs() || q.neuron.empty()) return;
    const bool linear =
        !(target.rest > 0) && std::all_of(target.energy.begin(), target.energy.end(),
                                          [](const auto& e) { return e.first == Mode(1) || !(e.second > 0); });
    if (!linear)
        throw NotCovered(
            "signs are those of a target that is a normal field, which a function of <b,x> is where it is linear "
            "alone; "
            "`energy = 1=1` has the signs of <b,x>, and its `labels` say how they come from it");
}

/// Throws DomainError for a kernel whose products would not fit a double.
void check_size(const Question& q, const Spectrum<>& spectrum) {
    double largest = spectrum.tail;
    for (const Level<>& level : spectrum.levels) largest = std::max(largest, level.mass);
    if (largest <= largest_accepted) return;
    const std::string where = !q.spectrum.empty()  ? "spectrum"
                              : has_covariates(q)  ? "covariance"
                              : q.has_mass         ? "mass"
                              : uses_activation(q) ? "activation"
                                                   : "kernel";
    throw DomainError(where,
                      where == "spectrum"     ? q.spectrum
                      : where == "covariance" ? q.parameter("covariance")
                      : where == "mass"       ? to_text(q.mass)
                      : where == "activation" ? q.activation
                                              : q.parameter("kernel"),
                      "the trace of its kernel is above " + to_text(largest_accepted) +
                          "; scale it down: the risk is the same where the ridge is scaled alike");
}

/// The exponent of the sizes from which on a degree is learned in the limit. Of one beyond those computed it is only
/// known that it comes no sooner than its own.
double learned_from(const LimitMasses& limit, int degree, double scale) {
    const Onset begins = onset(limit, degree, scale);
    return is_infinite(begins.exponent) && begins.known < degree && (!limit.exact || limit.tail > 0) ? degree
                                                                                                     : begins.exponent;
}

}  // namespace

std::vector<Mode> Answers::shown_modes(const Question& q) {
    if (q.spectrum.empty() && has_covariates(q)) return {Mode(0), Mode(1)};
    int highest = 0;
    std::vector<Mode> others;
    if (q.has_energies())
        for (const auto& [mode, energy] : q.energy.at) {
            highest = std::max(highest, mode.degree);
            others.push_back(mode);
        }
    for (const std::optional<double>& exponent : {q.alpha, q.beta})
        if (exponent) highest = std::max(highest, int(*exponent) + 1);
    return lazyrisk::shown_modes(highest, others);
}

std::shared_ptr<const KnownModel> Answers::known(const Question& question) {
    // neighbours on a curve share their model: ask the map only when it changes
    thread_local std::string last_key;
    thread_local const Answers* last_of = nullptr;
    thread_local std::weak_ptr<const KnownModel> last;
    const std::string key = key_of(question);
    if (last_of == this && last_key == key)
        if (auto found = last.lock()) return found;
    std::shared_ptr<const KnownModel> found;
    {
        const std::lock_guard lock(mutex_);
        if (known_.size() >= most_known && !known_.count(key)) known_.clear();  // a sweep over models needs no memory
        std::shared_ptr<const KnownModel>& entry = known_[key];
        if (!entry) entry = known_model(question);
        found = entry;
    }
    last_key = key;
    last_of = this;
    last = found;
    return found;
}

void set_numbers(ResolvedPoint& p, const Question& q) {
    p.setting = setting(q);
    p.ridge = {q.ridge, q.ridge_convention};
    p.noise_variance = q.noise;
    p.ensemble = q.ensemble;
    p.training = training_of(q);
    p.trains = q.has_training();
    p.optimal_ridge = q.optimal_ridge;
    p.optimal_time = q.optimal_time;
    p.labels = q.labels;
    p.loss = q.loss;
    p.noise_law = q.noise_law;
    p.objective = q.objective;
}

/// The question ends here: what follows knows numbers alone.
ResolvedPoint Answers::point(const Question& q) {
    ResolvedPoint p{.shown = shown_modes(q)};
    set_numbers(p, q);
    p.known = known(q);
    if (p.known->radial)
        p.lengths =
            q.neuron.empty() ? p.known->radial->functions(target_of(q)) : p.known->radial->functions(neuron_of(q));
    p.target = p.lengths             ? p.known->radial->of(*p.lengths)
               : !q.spectrum.empty() ? p.known->target
               : !q.has_energies()   ? *own_energies(q)
                                     : p.known->in_modes(target_of(q));
    check_field(q, p.target);
    check_modes(q, p.known->model.coarsest().spectrum);
    check_size(q, p.known->model.coarsest().spectrum);
    return p;
}

Answer Answers::ask(const Question& q) {
    const ResolvedPoint p = point(q);
    Answer a = answer_of(p);
    if ((q.alpha || q.beta) && !has_covariates(q)) a.staircase = staircase(q, p, a);
    return a;
}

Staircase Answers::staircase(const Question& q, const ResolvedPoint& p, const Answer& a) {
    Staircase found;
    const KnownModel& known = *p.known;
    const Spectrum<>& spectrum = known.model.coarsest().spectrum;
    LimitMasses masses;
    const std::vector<Mode>& modes = p.shown;
    for (std::size_t i = 0; i < modes.size(); ++i) {
        if (modes[i] != Mode(modes[i].degree)) continue;
        if (a.learnability[i] >= 0.5) found.learned.push_back(modes[i].degree);
        const Level<>* level = spectrum.find(modes[i]);
        if (level ? level->eigenvalue > 0 : !known.limit) continue;
        if (known.limit && masses.mass.empty()) masses = known.limit();
        // in the limit an eigenvalue may be zero at this exponent alone
        if (!known.limit || is_infinite(learned_from(masses, modes[i].degree, dimension_of(q).scale)))
            found.dead.push_back(modes[i].degree);
    }
    if (q.has_training()) return found;  // how the time grows with the dimension is not said
    if (is_infinite(q.dim)) {
        found.limit = a.risk.test_error;
        return found;
    }
    Question limit = q;
    limit.dim = infinite<>;
    limit.degrees = -1;
    for (const std::optional<double>& count : {q.samples, q.width})
        if (count && !is_infinite(*count)) return found;  // a plain count does not say how it grows
    const Answer there = (*this)(limit);
    if (there.answered) found.limit = there.risk.test_error;
    return found;
}

Answer answer_or_status(const std::function<Answer()>& ask) {
    Answer a;
    try {
        return ask();
    } catch (const DomainError& error) {
        a.status = std::string("domain: ") + error.what();
        a.wrong_question = true;
    } catch (const NotCovered& error) {
        a.status = std::string("not-covered: ") + error.what();
    } catch (const NotConverged& error) {
        a.status = std::string("not-converged: ") + error.what();
    }
    a.answered = false;
    return a;
}

Answer Answers::operator()(const Question& question) {
    return answer_or_status([&] { return ask(question); });
}

std::vector<Unlearned> Answers::unlearnable(const Question& q) {
    std::vector<Unlearned> found;
    if (has_covariates(q) || !q.has_energies()) return found;
    const std::shared_ptr<const KnownModel> asked = known(q);
    const Spectrum<>& spectrum = asked->model.coarsest().spectrum;
    LimitMasses limit;
    for (const auto& [mode, energy] : q.energy.at) {
        const Level<>* level = spectrum.find(mode);
        // a degree beyond the levels is not dead but unresolved where there is a tail: the error bound speaks of it
        if (!level && spectrum.tail > 0 && !is_infinite(q.dim) && mode == Mode(mode.degree) &&
            !spectrum.levels.empty() && mode.degree > spectrum.levels.back().mode.degree)
            continue;
        if (!(energy > 0) || (level && level->eigenvalue > 0)) continue;
        found.push_back({mode, energy});
        if (!asked->limit) continue;
        if (limit.mass.empty()) limit = asked->limit();
        found.back().from = learned_from(limit, mode.degree, dimension_of(q).scale);
    }
    return found;
}

std::vector<Neglected> Answers::neglected(const Question& q) {
    std::vector<Neglected> found;
    if (has_covariates(q) || !q.has_energies()) return found;
    const std::shared_ptr<const KnownModel> asked = known(q);
    if (!asked->limit) return found;
    const LimitMasses limit = asked->limit();
    const double scale = dimension_of(q).scale;
    for (const auto& [mode, energy] : q.energy.at)
        if (const Onset begins = onset(limit, mode.degree, scale); energy > 0 && begins.neglected > 0)
            found.push_back({mode, begins.neglected});
    return found;
}

}  // namespace lazyrisk
