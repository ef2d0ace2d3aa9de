// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/model.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/matern.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("problem/model") {
    TEST_CASE("[identity] modes read back as they are written, in order") {
        for (const char* text : {"0", "2", "2:1", "2:0:3", "1:2:3"}) CHECK(to_text(*parse_mode(text)) == text);
        CHECK(to_text(*parse_mode("2:0:0")) == "2");
        for (const char* text : {"", "a", "-1", "1:", ":1", "1:2:3:4", "1.5", "99999999"})
            CHECK_FALSE(parse_mode(text).has_value());
        CHECK(Mode(1) < Mode(1, 1));
        CHECK(Mode(1, 5) < Mode(2));
    }

    TEST_CASE("[identity] the question says which model is meant") {
        Question q;
        CHECK(std::holds_alternative<RandomFeatures>(model_of(q)));
        set_field(q, "model", "kernel");
        CHECK(std::holds_alternative<Kernel>(model_of(q)));
        set_field(q, "kernel", "activation");
        CHECK(std::holds_alternative<Kernel>(model_of(q)));
        q = {};
        set_field(q, "mass", "1=0.25,rest=0.1");
        CHECK(std::holds_alternative<KernelMass>(model_of(q)));
    }

    TEST_CASE("[identity] structured data take every kernel") {
        for (const auto& [name, text] : {std::pair{"signal-dim", "4"}, {"patch", "4"}, {"invariance", "cyclic"}}) {
            Question q;
            set_field(q, "model", "kernel");
            set_field(q, "dim", "20");
            set_field(q, name, text);
            const auto kernel = [&]() -> DotKernel {
                const Model model = model_of(q);
                if (const auto* spiked = std::get_if<SpikedKernel>(&model)) return spiked->kernel;
                if (const auto* convolution = std::get_if<Convolution>(&model)) return convolution->kernel;
                return std::get<InvariantKernel>(model).kernel;
            };
            CHECK(std::holds_alternative<Activation>(kernel()));
            CHECK(uses_activation(q));
            set_field(q, "kernel", "ntk");
            set_field(q, "depth", "3");
            CHECK(std::get<DeepKernel>(kernel()).depth == 3);
            CHECK(settings_of(q).at("weight-variance") == "2");
            q.parameters.erase("depth");
            set_field(q, "kernel", "matern");
            set_field(q, "smoothness", "2.5");
            CHECK(std::get<MaternKernel>(std::get<DotProduct>(kernel()).h).smoothness == 2.5);
            q.parameters.erase("smoothness");
            set_field(q, "kernel", "exp(t-1)");
            CHECK(std::holds_alternative<Expression>(std::get<DotProduct>(kernel()).h));
            CHECK_FALSE(uses_activation(q));
            set_field(q, "activation", "relu");
            CHECK_THROWS_WITH_AS(model_of(q), doctest::Contains("leave it out"), DomainError);
        }
    }

    TEST_CASE("[identity] exponents are sizes: n = d^alpha; the limit counts in the smaller of the powers") {
        Question q;
        set_field(q, "dim", "10");
        set_field(q, "alpha", "2");
        set_field(q, "beta", "1.5");
        CHECK(setting(q).samples == 100);
        CHECK(setting(q).width == 32);
        set_field(q, "dim", "inf");
        CHECK(dimension_of(q).scale == 1.5);
        CHECK(setting(q).samples == infinite<>);
        CHECK(setting(q).width == 1);
        set_field(q, "psi1", "3");  // replaces beta
        set_field(q, "scale", "2");
        CHECK(dimension_of(q).scale == 2);
        CHECK(setting(q).samples == 1);
        CHECK(setting(q).width == 3);
        set_field(q, "scale-width", "3");
        CHECK(setting(q).width == infinite<>);
        set_field(q, "dim", "20");
        CHECK(setting(q).width == 24000);
        CHECK(setting(q).psi1 == nearly(3));
    }

    TEST_CASE("[error] an option of another model is refused, and says whose it is") {
        Question q;
        set_field(q, "model", "random-features");
        set_field(q, "kernel", "activation");
        CHECK_THROWS_WITH_AS(model_of(q), doctest::Contains("the kernel of an activation"), DomainError);
        q = {};
        set_field(q, "model", "kernel");
        set_field(q, "kernel", "no such kernel (");
        CHECK_THROWS_AS(model_of(q), DomainError);
        q = {};
        set_field(q, "mass", "1=0.25");
        set_field(q, "activation", "relu");
        CHECK_THROWS_WITH_AS(model_of(q), doctest::Contains("leave it out"), DomainError);
        CHECK_THROWS_WITH_AS(set_field(q, "alpha", "31"), doctest::Contains("0 to 30"), DomainError);
        CHECK_THROWS_WITH_AS(set_field(q, "target", "relu"), doctest::Contains("neuron(relu)"), DomainError);
    }

    TEST_CASE("[identity] unless a variance is given, deep networks of leaky relu keep theirs: 2/(1 + slope^2)") {
        for (const auto& one :
             {std::pair{"leaky-relu(0.1)", 0.1}, {"leaky-relu(0.5)", 0.5}, {"relu", 0.0}, {"abs", -1.0}}) {
            const std::string name = one.first;
            const double slope = one.second;
            CAPTURE(name);
            DeepKernel model;
            model.activation = activation_named(name);
            CHECK(model.used_weight_variance() == nearly(2 / (1 + slope * slope), 1e-15));
            // E s(g)^2 = 1/2 (1 + slope^2): times the variance it is 1
            model.weight_variance = 3;
            CHECK(model.used_weight_variance() == 3);
        }
    }

    TEST_CASE("[identity] Matern kernels: exponentials of half orders, the Bessel function of all, one at the origin") {
        for (const double z : {1e-3, 0.1, 1.0, 3.0, 20.0}) {
            CAPTURE(z);
            CHECK(matern(0.5, z) == nearly(std::exp(-z), 1e-14));
            CHECK(matern(1.5, z) == nearly((1 + z) * std::exp(-z), 1e-14));
            CHECK(matern(2.5, z) == nearly((1 + z + z * z / 3) * std::exp(-z), 1e-14));
            for (const double nu : {0.3, 0.5, 1.0, 1.5, 4.0, 7.5, 40.5, 41.5})
                CHECK(matern<long double>(nu, z) ==
                      nearly(double(2 * std::pow(z / 2, nu) * std::cyl_bessel_k(nu, z) / std::tgamma(nu)), 1e-11));
        }
        for (const double nu : {0.5, 0.7, 3.5, 100.0}) CHECK(matern(nu, 0.0) == 1);
        CHECK(matern<long double>(0.7, 20000) == 0);
        for (const auto& [nu, order] : {std::pair{0.5, 0}, {1.5, 1}, {40.5, 40}, {41.5, -1}, {1.0, -1}, {0.25, -1}})
            CHECK(closed_matern_order(nu) == order);
    }

    TEST_CASE("[identity] kernels of the distance: r^2 = 2 - 2t over the bandwidth, as they are typed") {
        const auto kernel = [](const std::vector<std::pair<const char*, const char*>>& list) {
            Question q;
            set_field(q, "model", "kernel");
            set_field(q, "dim", "20");
            for (const auto& [name, text] : list) set_field(q, name, std::string_view(text));
            return std::get<DotProduct>(model_of(q));
        };
        for (const double t : {-1.0, -0.3, 0.0, 0.8, 1.0}) {
            const double theta = std::acos(t), r = std::sqrt(2 - 2 * t);
            CAPTURE(t);
            CHECK(kernel({{"kernel", "rbf"}}).at_angle(theta) == nearly(std::exp(-r * r / 2), 1e-14));
            CHECK(kernel({{"kernel", "rbf"}, {"bandwidth", "0.5"}}).at_angle(theta) ==
                  nearly(std::exp(-2 * r * r), 1e-14));
            CHECK(kernel({{"kernel", "laplace"}, {"bandwidth", "2"}}).at_angle(theta) ==
                  nearly(std::exp(-r / 2), 1e-14));
            const double z = std::sqrt(3.0) * r / 4;
            CHECK(kernel({{"kernel", "matern"}, {"bandwidth", "4"}}).at_angle(theta) ==
                  nearly((1 + z) * std::exp(-z), 1e-14));
            CHECK(kernel({{"kernel", "exp(t-1)"}}).at_angle(theta) == nearly(std::exp(t - 1), 1e-14));
        }
        using Settings = std::map<std::string, std::string>;
        CHECK(kernel({{"kernel", "rbf"}, {"bandwidth", "0.5"}}).settings() == Settings{{"bandwidth", "0.5"}});
        CHECK(kernel({{"kernel", "laplace"}}).settings() == Settings{{"bandwidth", "1"}});
        CHECK(kernel({{"kernel", "matern"}}).settings() == Settings{{"bandwidth", "1"}, {"smoothness", "1.5"}});
        CHECK(kernel({{"kernel", "exp(t-1)"}}).settings().empty());
        CHECK(kernel({{"kernel", "matern"}, {"smoothness", "2.5"}}).name() ==
              "the kernel matern of smoothness 2.5 and bandwidth 1");
        CHECK_THROWS_WITH_AS(kernel({{"kernel", "rbf"}, {"smoothness", "2.5"}}), doctest::Contains("leave it out"),
                             DomainError);
        CHECK_THROWS_WITH_AS(kernel({{"kernel", "exp(t-1)"}, {"bandwidth", "2"}}), doctest::Contains("leave it out"),
                             DomainError);
    }

    TEST_CASE("[identity] deep kernels: their defaults, what they are called, what a record says of them") {
        const auto kernel = [](const std::vector<std::pair<const char*, const char*>>& list) {
            Question q;
            set_field(q, "model", "kernel");
            set_field(q, "dim", "20");
            for (const auto& [name, text] : list) set_field(q, name, std::string_view(text));
            return std::get<DeepKernel>(model_of(q));
        };
        using Settings = std::map<std::string, std::string>;
        const DeepKernel nngp = kernel({{"kernel", "nngp"}});
        CHECK(nngp.kind == DeepKind::nngp);
        CHECK(nngp.name() == "the nngp kernel of 1 hidden layer of relu");
        CHECK(nngp.settings() == Settings{{"depth", "1"}, {"weight-variance", "2"}, {"bias-variance", "0"}});
        const DeepKernel all = kernel(
            {{"kernel", "ntk"}, {"depth", "3"}, {"layers", "both"}, {"activation", "tanh"}, {"bias-variance", "0.5"}});
        CHECK(all.layers == TrainedLayers::all);
        CHECK(all.name() == "the ntk of 3 hidden layers of tanh");
        CHECK(all.settings() ==
              Settings{{"depth", "3"}, {"weight-variance", "1"}, {"bias-variance", "0.5"}, {"layers", "both"}});
        CHECK(kernel({{"kernel", "ntk"}}).layers == TrainedLayers::all);
        const DeepKernel first = kernel({{"kernel", "ntk"}, {"layers", "first"}});
        CHECK(first.layers == TrainedLayers::first);
        CHECK(first.name() == "the first layer's ntk of 1 hidden layer of relu");
        CHECK(kernel({{"kernel", "ntk"}, {"activation", "relu2"}}).used_weight_variance() == 1);
        CHECK_THROWS_WITH_AS(kernel({{"kernel", "nngp"}, {"layers", "both"}}), doctest::Contains("use `kernel = ntk`"),
                             DomainError);
    }
}
