package org.melange.kb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntityMergeTest {

  private static final List<String> NONE = List.of();

  @Test
  void takesTheFirstLabelAndTheUnionOfAllRecords() {
    Entity bare = new Entity("Q174", "São Paulo", "", List.of("Sampa"), NONE, 3, NONE, NONE);
    Entity full =
        new Entity(
            "Q174",
            "Sao Paulo",
            "city in Brazil",
            List.of("São Paulo", "SP"),
            List.of("Q515"),
            200,
            List.of("a.jpg"),
            List.of("Q9"));
    Entity late =
        new Entity(
            "Q174",
            "Sampa",
            "largest city",
            NONE,
            List.of("Q1093829", "Q515"),
            7,
            List.of("b.jpg", "a.jpg"),
            NONE);
    assertThat(EntityMerge.of(List.of(bare, full, late)))
        .isEqualTo(
            new Entity(
                "Q174",
                "São Paulo",
                "city in Brazil",
                List.of("Sampa", "Sao Paulo", "SP"),
                List.of("Q515", "Q1093829"),
                200,
                List.of("a.jpg", "b.jpg"),
                List.of("Q9")));
  }

  @Test
  void aMergedEntityBecomesARedirectOfTheOneThatStays() {
    Entity stays = new Entity("Q2", "Two", "", NONE, NONE, 1, NONE, List.of("Q9", "Q2", "Q7"));
    Entity merged = new Entity("Q9", "Nine", "ninth", NONE, NONE, 3, NONE, List.of("Q11", "Q2"));
    assertThat(EntityMerge.of(List.of(stays, merged)))
        .isEqualTo(
            new Entity(
                "Q2", "Two", "ninth", List.of("Nine"), NONE, 3, NONE, List.of("Q9", "Q7", "Q11")));
  }

  /** Required for partial merges on several machines. */
  @Test
  void mergingInPartsEqualsMergingAtOnce() {
    Random random = new Random(43);
    for (int round = 0; round < 500; round++) {
      Entity a = entity(random);
      Entity b = entity(random);
      Entity c = entity(random);
      Entity whole = EntityMerge.of(List.of(a, b, c));
      assertThat(EntityMerge.of(List.of(EntityMerge.of(List.of(a, b)), c))).isEqualTo(whole);
      assertThat(EntityMerge.of(List.of(a, EntityMerge.of(List.of(b, c))))).isEqualTo(whole);
      assertThat(EntityMerge.of(List.of(whole, b, a, whole))).isEqualTo(whole);
      assertThat(EntityMerge.of(List.of(a, a))).isEqualTo(a).isEqualTo(EntityMerge.of(List.of(a)));
    }
  }

  private static Entity entity(Random random) {
    String label = word(random);
    return new Entity(
        "Q1",
        label,
        random.nextBoolean() ? "" : word(random),
        words(random).stream().filter(alias -> !alias.equals(label)).toList(),
        words(random),
        random.nextInt(5),
        words(random),
        words(random));
  }

  private static List<String> words(Random random) {
    return random
        .ints(random.nextInt(4), 'a', 'f')
        .distinct()
        .mapToObj(Character::toString)
        .toList();
  }

  private static String word(Random random) {
    return Character.toString('a' + random.nextInt(5));
  }
}
