// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/parameters.hpp"

#include <doctest/doctest.h>

#include <string>

#include "study/written.hpp"

using namespace lazyrisk;

namespace {

/// Of figure f of this text, a curve of it.
std::string of_curve(const std::string& figure, const std::string& curve, std::size_t i = 0) {
    const std::string text = "[[figure]]\nname = \"f\"\n" + figure + "[[figure.curve]]\n" + curve;
    return parameters(WrittenExperiment(text).read())["f"].at(i).dump();
}

}  // namespace

TEST_SUITE("study/parameters") {
    TEST_CASE("[identity] a curve by the fields that its problem has, its points and its draws") {
        CHECK(of_curve("", "label = \"L\"\ntheory = \"psi1=1:2:3\"\nproblem = {psi2 = 3, ridge = 0.1}\n") ==
              R"({"curve":"L","problem":{"model":"random-features","activation":"relu","dim":"inf",)"
              R"("samples":"inf","width":"inf",)"
              R"("psi2":"3","ridge":"0.10000000000000001","ridge_convention":"total","energy.1":"1",)"
              R"("energy.rest":"0","noise":"0","ensemble":"1"},)"
              R"("theory":"psi1=1,1.5,2"})");
        const std::string all = of_curve("problem = {dim = 10, samples = 20}\n",
                                         "limit = \"alpha=1,2\"\nsimulation = \"width=5\"\ntrials = 7\ntest_points = "
                                         "8\ntied = {samples = [2, 0.5]}\n"
                                         "problem = {ridge = \"opt\", time = \"opt\"}\n");
        for (const char* part :
             {R"("dim":"10")", R"("samples":"20")", R"("ridge":"opt")", R"("time":"opt")", R"("limit":"alpha=1,2")",
              R"("simulation":"width=5")", R"("tied":{"samples":{"factor":2.0,"power":0.5}})", R"("trials":7)",
              R"("test_points":8)"}) {
            CAPTURE(part);
            CHECK(all.find(part) != std::string::npos);
        }
        CHECK(all.find("\"theory\"") == std::string::npos);
        CHECK(all.find("\"width\":") == std::string::npos);  // none is given
        CHECK(of_curve("", "theory = \"psi1=1\"\n").find("trials") == std::string::npos);
        CHECK(of_curve("", "theory = \"psi1=1\"\nproblem = {time = 3}\n").find(R"("time":"3")") != std::string::npos);
    }

    TEST_CASE("[identity] curves of other kinds by what those have a use for") {
        CHECK(of_curve("kind = \"train\"\n",
                       "label = \"L\"\nsimulation = \"width=4,8\"\ntrials = 3\ntest_points = 9\nproblem = {dim = 5, "
                       "alpha = 1.5, scale = 2, noise = 0.5, layers = \"both\", energy = {2 = 1}}\n"
                       "training = {steps = 7, step_size = 0.25, record_times = 4}\n") ==
              R"({"curve":"L","problem":{"activation":"relu","layers":"both","dim":"5","energy":"2=1",)"
              R"("alpha":"1.5","scale":"2","noise":"0.5"},"simulation":"width=4,8",)"
              R"("training":{"initialization":"antisymmetric","scaling":"lazy","steps":7,"step_size":0.25,)"
              R"("record_times":4},"trials":3,"test_points":9})");
        const std::string flow =
            of_curve("kind = \"train\"\n",
                     "simulation = \"width=4\"\nproblem = {dim = 5, samples = 6, target = \"neuron(tanh)\"}\n"
                     "training = {time = 7, tolerance = 0.5, initialization = \"ones\", scaling = \"mean-field\"}\n");
        CHECK(flow.find(R"("training":{"initialization":"ones","scaling":"mean-field","tolerance":0.5,"time":7.0,)"
                        R"("record_times":20})") != std::string::npos);
        CHECK(flow.find(R"json("target":"neuron(tanh)","samples":"6")json") != std::string::npos);
        CHECK(
            of_curve("kind = \"train\"\n", "simulation = \"width=4\"\nproblem = {psi2 = 6}\n").find(R"("psi2":"6")") !=
            std::string::npos);
        CHECK(
            of_curve("kind = \"gap\"\n",
                     "simulation = \"width=4\"\nlimit = \"width=3\"\ntrials = 5\nmatrix = \"identity\"\nproblem = {dim "
                     "= 5, activation = \"x^2\"}\n") ==
            R"({"curve":"","problem":{"activation":"x^2","dim":"5","energy":"1=1"},"limit":"width=3",)"
            R"("simulation":"width=4","matrix":"identity","trials":5})");
        CHECK(of_curve("kind = \"spectrum\"\n",
                       "degrees = \"1:3\"\nproblem = {dim = 5, model = \"kernel\", kernel = \"rbf\"}\n") ==
              R"({"curve":"","problem":{"activation":"relu","kernel":"rbf","model":"kernel","dim":"5"},)"
              R"("degrees":"1:3"})");
        CHECK(of_curve("kind = \"spectrum\"\n", "problem = {mass = {2 = 0.5}}\n") ==
              R"({"curve":"","problem":{"mass":"2=0.5","model":"random-features","dim":"inf"},"degrees":"0:20"})");
        const std::string density = of_curve(
            "kind = \"density\"\n", "of = \"features\"\npoints = 11\ncells = 12\nproblem = {psi1 = 2, psi2 = 3}\n");
        CHECK(density.ends_with(R"(,"of":"features","points":11,"cells":12})"));
        CHECK(density.find(R"("psi1":"2","psi2":"3")") != std::string::npos);
        CHECK(of_curve("kind = \"density\"\n", "trials = 3\nproblem = {psi1 = 2, psi2 = 3}\n")
                  .ends_with(R"("cells":40,"trials":3})"));
    }

    TEST_CASE("[identity] maps and figures by name, a file by its own") {
        const WrittenExperiment e(
            "[problem]\nsamples = 3\nspectrum = \"s.csv\"\n[[figure]]\nname = \"f\"\n[[figure.curve]]\nlabel = "
            "\"a\"\ntheory = \"ridge=1\"\n[[figure.curve]]\nlabel = \"b\"\ntheory = \"ridge=2\"\n"
            "[[map]]\nname = \"m\"\nx = \"ridge=1,2\"\ny = \"noise=3,4\"\nz = \"bias\"\n");
        write_file(e.folder.file("s.csv"), "eigenvalue,multiplicity,energy\n1,1,1\n");
        const auto p = parameters(e.read());
        CHECK(p.size() == 2);
        CHECK(p["f"].size() == 2);
        CHECK(p["f"][1]["curve"] == "b");
        CHECK(p["f"][1]["theory"] == "ridge=2");
        CHECK(p["f"][0]["problem"]["spectrum"] == "s.csv");
        CHECK(p["m"]["x"] == "ridge=1,2");
        CHECK(p["m"]["y"] == "noise=3,4");
        CHECK(p["m"]["z"] == "bias");
        CHECK(p["m"]["problem"]["spectrum"] == "s.csv");
    }

    TEST_CASE("[identity] the files that an experiment reads: of curves, maps and checks, those that are there") {
        const WrittenExperiment e(
            "[[figure]]\nname = \"f\"\n[[figure.curve]]\ntheory = \"ridge=1\"\nproblem = {samples = 3, spectrum = "
            "\"a.csv\"}\n"
            "[[figure.curve]]\ntheory = \"ridge=1\"\nproblem = {samples = 3, spectrum = \"none.csv\"}\n"
            "[[figure]]\nname = \"g\"\nkind = \"gap\"\nmatrix = \"b.csv\"\n[[figure.curve]]\ntheory = "
            "\"width=1\"\n[[figure.curve]]\ntheory = \"width=1\"\nmatrix = \"identity\"\n"
            "[[map]]\nname = \"m\"\nx = \"ridge=1,2\"\ny = \"noise=3,4\"\nproblem = {samples = 3, spectrum = "
            "\"c.csv\"}\n"
            "[[check]]\nexpected = 1\nproblem = {samples = 3, spectrum = \"d.csv\"}\n[[check]]\nexpected = 1\nkind = "
            "\"gap\"\nmatrix = \"x.csv\"\n");
        std::set<std::string> expected;
        for (const char* name : {"a.csv", "b.csv", "c.csv", "d.csv", "x.csv"}) {
            write_file(e.folder.file(name), "1\n");
            expected.insert(e.folder.file(name));
        }
        CHECK(files_read(e.read()) == expected);
    }
}
