package org.melange.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.sample.PostPlan.PlannedMention;

class PostPlannerTest {

  private final SampleEntities entities = SampleEntities.load();

  @ParameterizedTest
  @EnumSource(SamplePart.class)
  void spansCoverTheMentions(SamplePart part) {
    for (PostPlan plan : plans(part, 500)) {
      for (PlannedMention mention : plan.mentions()) {
        assertThat(mention.span().of(plan.text())).isEqualTo(mention.text());
      }
      assertThat(plan.text()).doesNotContain("{", "}");
      assertThat(plan.part()).isEqualTo(part);
    }
  }

  @Test
  void mentionsAreNamesOfTheirEntities() {
    for (PostPlan plan : plans(SamplePart.TEST, 500)) {
      for (PlannedMention mention : plan.mentions()) {
        mention
            .qid()
            .ifPresent(qid -> assertThat(entities.withQid(qid).names()).contains(mention.text()));
      }
    }
  }

  /** A post whose name is shared shows the flag, or gives the entity away in words. */
  @Test
  void theFlagIsThatOfTheFirstMention() {
    for (PostPlan plan : plans(SamplePart.TRAIN, 500)) {
      Optional<String> qid = plan.mentions().get(0).qid();
      if (plan.flag().isPresent() && qid.isPresent()) {
        assertThat(plan.flag()).isEqualTo(entities.withQid(qid.get()).flag());
      }
      assertThat(plan.flag().isPresent() || qid.isPresent()).isTrue();
    }
  }

  @Test
  void theSecondMentionHasAUniqueName() {
    SplittableRandom random = new SplittableRandom(43);
    PostPlanner planner = new PostPlanner(entities, SamplePart.TEST);
    for (int i = 0; i < 200; i++) {
      PostPlan plan = planner.pair("x", random);
      assertThat(plan.mentions()).hasSize(2).allMatch(PlannedMention::spanGiven);
      assertThat(plan.named()).isTrue();
      assertThat(entities.named(plan.mentions().get(1).text())).hasSize(1);
      assertThat(plan.mentions().get(0).qid()).isNotEqualTo(plan.mentions().get(1).qid());
    }
  }

  /** The shares of each kind of post, to within a factor of 1.5. */
  @Test
  void kindsOfPostsHaveTheirShares() {
    List<PostPlan> plans = plans(SamplePart.TEST, 4_000);
    assertThat(share(plans, plan -> plan.mentions().get(0).qid().isEmpty())).isBetween(.027, .06);
    assertThat(share(plans, plan -> plan.flag().isEmpty())).isBetween(.077, .173);
    assertThat(share(plans, plan -> plan.mentions().size() == 2)).isBetween(.056, .13);
    assertThat(share(plans, plan -> !plan.named())).isBetween(.047, .11);
  }

  @Test
  void plansDependOnTheirRandomNumbersOnly() {
    PostPlanner planner = new PostPlanner(entities, SamplePart.TEST);
    Map<Long, PostPlan> first = new HashMap<>();
    for (long seed = 0; seed < 50; seed++) {
      first.put(seed, planner.plan("p", new SplittableRandom(seed)));
    }
    for (long seed = 49; seed >= 0; seed--) {
      assertThat(planner.plan("p", new SplittableRandom(seed))).isEqualTo(first.get(seed));
    }
  }

  @Test
  void partsShareNoUnknownName() {
    assertThat(names(SamplePart.TRAIN)).doesNotContainAnyElementsOf(names(SamplePart.TEST));
    for (String name : names(SamplePart.TEST)) {
      assertThat(entities.named(name)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"TRAIN, t00007, train", "TEST, s00007, test"})
  void identifiersTellTheParts(SamplePart part, String postId, String code) {
    assertThat(part.postId(7)).isEqualTo(postId);
    assertThat(part.code()).isEqualTo(code);
    assertThat(SamplePart.TRAIN.seed(43)).isNotEqualTo(SamplePart.TEST.seed(43));
  }

  @ParameterizedTest
  @CsvSource({
    "P31, Peru, country, Lima, 1, is not a QID",
    "Q0, Peru, country, Lima, 1, is not a QID",
    "Q419, ' ', country, Lima, 1, 'lacks a label, a description or a hint'",
    "Q419, Peru, '', Lima, 1, 'lacks a label, a description or a hint'",
    "Q419, Peru, country, '', 1, 'lacks a label, a description or a hint'",
    "Q419, Peru, country, Lima, 0, has no popularity",
  })
  void anEntityIsComplete(
      String qid, String label, String description, String hint, long popularity, String message) {
    assertThatThrownBy(
            () ->
                new SampleEntity(
                    qid, label, description, List.of(), popularity, hint, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aliasesDifferFromTheLabel() {
    for (String alias : List.of("Peru", " ")) {
      assertThatThrownBy(
              () ->
                  new SampleEntity(
                      "Q419", "Peru", "country", List.of(alias), 1, "Lima", Optional.empty()))
          .hasMessageContaining("blank alias or its label");
    }
    assertThat(
            new SampleEntity("Q419", "Peru", "c", List.of("Perú"), 1, "Lima", Optional.empty())
                .names())
        .containsExactly("Peru", "Perú");
  }

  @Test
  void countsAreConsistent() {
    for (int[] c :
        new int[][] {
          {1, 2, 3, 3, 3, 3, 3, 3}, {3, 3, 1, 2, 1, 3, 3, 3},
          {3, 3, 3, 1, 2, 3, 3, 3}, {3, 3, 3, 3, 3, 1, 2, 3}
        }) {
      assertThatThrownBy(
              () -> new SampleCounts(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], Map.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new SampleCounts(3, 3, 3, 3, 3, 3, 3, 3, Map.of()).defects()).isEmpty();
  }

  private List<PostPlan> plans(SamplePart part, int count) {
    PostPlanner planner = new PostPlanner(entities, part);
    List<PostPlan> plans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      plans.add(planner.plan(part.postId(i), new SplittableRandom(i * 0x9e3779b97f4a7c15L)));
    }
    return plans;
  }

  private static double share(List<PostPlan> plans, java.util.function.Predicate<PostPlan> kind) {
    return (double) plans.stream().filter(kind).count() / plans.size();
  }

  private static List<String> names(SamplePart part) {
    return UnknownName.load(part).stream().map(UnknownName::name).collect(Collectors.toList());
  }
}
