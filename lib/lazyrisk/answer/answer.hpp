// From a typed question to its answer, remembering the spectra on the way.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "lazyrisk/dynamics/learning_curve.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/risk/weakness.hpp"

namespace lazyrisk {

/// Which degrees sizes n = d^alpha, p = d^beta learn.
struct Staircase {
    std::vector<int> learned;            ///< degrees of shown_modes with learnability of at least 1/2
    std::vector<int> dead;               ///< degrees with eigenvalue zero, in the limit at every exponent: never learned
    std::optional<double> limit;         ///< test error of the theorem, d -> infinity at these exponents; none where it has none
};

/// The risk of a question, or why there is none.
struct Answer {
    Setting setting{};
    double ridge = 0;                  ///< as asked, or the optimal one, in the question's convention
    Risk<> risk;                       ///< where the training stops early without an effective ridge and sources (0)
    Training training;                 ///< as asked, or the optimal time
    double oracle_error = 0;           ///< of questions with a training (13.11)
    std::vector<double> learnability;  ///< of Answers::shown_modes(question); of a spectrum's rows as many of these as it has
    double rest_energy = 0;            ///< used beyond the modes: as asked, or the tail's of a spectrum
    std::optional<Staircase> staircase;  ///< of questions with exponents, --alpha or --beta
    std::string status = "ok";         ///< "ok", or a word, a colon and a sentence
    Weakness weakness = Weakness::none;  ///< where the formula itself is known to be off: no failure, but worth the status' place
    bool answered = true;              ///< false: the numbers mean nothing
    bool wrong_question = false;       ///< the failure is the question's (exit status 2), not the program's

    /// What a record says: the failure, or the weakness, or "ok".
    [[nodiscard]] std::string told_status() const { return status == "ok" && weakness != Weakness::none ? to_text(weakness) : status; }
};

/// A model ready to be asked, with the target that came with it (a spectrum file has its own).
struct KnownModel {
    Resolved model;
    Target<> target;
    std::function<LimitMasses()> limit{};  ///< of a model in the limit d -> infinity; empty at finite d
    double feature_kurtosis = 1;             ///< of what a model draws at finite d

    template <class Model>
    KnownModel(const Model& m, int highest_degree, int degrees = -1, Target<> own = {}, double kurtosis = 1)
        : model(m, highest_degree, degrees), target(std::move(own)), feature_kurtosis(kurtosis) {
        if constexpr (requires { in_the_limit(m); })
            if (m.dimension == infinite<>) limit = [m] { return in_the_limit(m); };
    }
};

/// A part of the target that sizes of the question's order do not learn.
struct Unlearned {
    Mode mode;
    double energy;
    double from = infinite<>;  ///< in the limit d -> infinity: not before sizes of order d^from; infinite: never
};

/// A part of the target whose coefficient is not zero but counts as such in the limit d -> infinity (3.4).
struct Neglected {
    Mode mode;
    double coefficient;  ///< of its eigenvalue
};

/// Answers questions from any thread; equal models share their spectrum.
class Answers {
public:
    /// Never throws for a bad point: the status says what was wrong.
    Answer operator()(const Question& question);
    /// Throws DomainError, NotCovered, NotConverged.
    Answer ask(const Question& question);
    /// Energy in degrees that the model cannot learn (the `rest` not counted): worth a warning.
    std::vector<Unlearned> unlearnable(const Question& question);
    std::vector<Neglected> neglected(const Question& question);
    std::shared_ptr<const KnownModel> known(const Question& question);

    /// Learnability is reported for degrees 0 to 3 at least, up to the highest of the target, and the target's other modes.
    static std::vector<Mode> shown_modes(const Question& question);
    /// The place of a mode in them; beyond their end where it is none of them.
    static std::size_t place_of(const Question& question, const Mode& mode);

private:
    Staircase staircase(const Question& question, const Answer& answer, const KnownModel& known);

    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const KnownModel>> known_;
};

}  // namespace lazyrisk
