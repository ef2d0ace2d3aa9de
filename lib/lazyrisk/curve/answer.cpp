#include "lazyrisk/curve/answer.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/error.hpp"
#include "lazyrisk/problem/read_spectrum.hpp"

namespace lazyrisk {
namespace {

/// Models kept.
constexpr std::size_t most_known = 1000;

/// An answer whose bound is not below this share of it is not one.
constexpr double useful = 1e-3;

int highest_degree(const Question& q) {
    int highest = 0;
    for (const auto& [degree, energy] : q.energy.at)
        if (energy > 0) highest = degree;
    return highest;
}

/// What the spectrum depends on.
std::string key_of(const Question& q) {
    if (!q.spectrum.empty()) return "file:" + q.spectrum;
    std::string key = q.has_mass ? "mass:" + to_text(q.mass) : q.activation;
    key += '|';
    key += to_text(q.dim);
    key += '|';
    key += std::to_string(q.degrees);
    key += '|';
    key += std::to_string(highest_degree(q));
    return key;
}

/// A model, and the target that a spectrum file brings along.
std::shared_ptr<const KnownModel> resolve(const Question& q) {
    if (q.degrees >= 0 && (!q.spectrum.empty() || q.has_mass || is_infinite(q.dim)))
        throw DomainError("degrees", q.degrees, "there is nothing to cut: give it with an activation and --dim only");
    if (!q.spectrum.empty()) {
        SpectrumFile file = read_spectrum(q.spectrum);
        return std::make_shared<KnownModel>(file.model, 0, -1, file.target);
    }
    const int highest = highest_degree(q);
    if (q.has_mass) return std::make_shared<KnownModel>(KernelMass{{q.mass.at.begin(), q.mass.at.end()}, q.mass.rest, q.dim}, highest);
    // a kernel of an activation has the spectrum of its random features
    return std::make_shared<KnownModel>(RandomFeatures{activation_of(q), q.dim}, highest, q.degrees);
}

double dimension_of(const Question& q) {
    return q.spectrum.empty() ? q.dim : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

int Answers::shown_degrees(const Question& q) {
    return std::max(3, q.energy.at.empty() ? 0 : q.energy.at.rbegin()->first);
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
        if (!entry) entry = resolve(question);
        found = entry;
    }
    last_key = key;
    last_of = this;
    last = found;
    return found;
}

Answer Answers::ask(const Question& q) {
    Answer a;
    a.setting = setting(q);
    const std::shared_ptr<const KnownModel> known_model = known(q);
    const Resolved& model = known_model->model;
    const Target<> target = q.spectrum.empty() ? target_of(q) : known_model->target;
    const double dimension = dimension_of(q);
    Operation<> op = operation(a.setting.samples, a.setting.width, {q.optimal_ridge ? 0 : q.ridge, q.ridge_convention},
                               q.noise, q.ensemble, dimension);
    a.ridge = q.ridge;
    if (q.optimal_ridge) {
        op.ridge_over_samples = model.optimal_ridge(target, op).ridge_over_samples;
        a.ridge = Ridge<>::from_over_samples(op.ridge_over_samples, q.ridge_convention, a.setting.samples, dimension).value;
    }
    a.risk = model.at(target, op);
    a.learnability = learnability(model.coarsest().spectrum, a.risk.effective_ridge, shown_degrees(q));
    if (a.risk.error_bound > useful * a.risk.test_error)
        a.status = "unresolved: the eigenvalues that decide here lie beyond the degrees that were computed; error_bound says how far "
                   "to trust the number, and a positive ridge, fewer samples or a higher dimension would help";
    return a;
}

Answer Answers::operator()(const Question& question) {
    Answer a;
    try {
        return ask(question);
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

ByDegree Answers::unlearnable(const Question& q) {
    ByDegree dead;
    if (!q.spectrum.empty()) return dead;
    const auto& levels = known(q)->model.coarsest().spectrum.levels;
    for (const auto& [degree, energy] : q.energy.at)
        if (energy > 0 && !(std::size_t(degree) < levels.size() && levels[std::size_t(degree)].eigenvalue > 0)) dead.at[degree] = energy;
    return dead;
}

}  // namespace lazyrisk
