package org.melange.kb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContentHashTest {

  private static final List<String> A = List.of("a");
  private static final List<String> NONE = List.of();

  @Test
  void coversEverythingButPopularity() {
    Stream<Entity> different =
        Stream.of(
            new Entity("Q1", "x", "", NONE, NONE, 0, NONE, NONE),
            new Entity("Q2", "x", "", NONE, NONE, 0, NONE, NONE),
            new Entity("Q1", "y", "", NONE, NONE, 0, NONE, NONE),
            new Entity("Q1", "x", "z", NONE, NONE, 0, NONE, NONE),
            new Entity("Q1", "x", "", A, NONE, 0, NONE, NONE),
            new Entity("Q1", "x", "", NONE, A, 0, NONE, NONE),
            new Entity("Q1", "x", "", NONE, NONE, 0, A, NONE),
            new Entity("Q1", "x", "", NONE, NONE, 0, NONE, A),
            new Entity("Q1", "", "x", NONE, NONE, 0, NONE, NONE),
            new Entity("Q1", "x", "", List.of("a", "b"), NONE, 0, NONE, NONE),
            new Entity("Q1", "x", "", List.of("b", "a"), NONE, 0, NONE, NONE),
            new Entity("Q1", "x", "", List.of("ab"), NONE, 0, NONE, NONE));
    assertThat(different.map(ContentHash::of)).doesNotHaveDuplicates();
    assertThat(ContentHash.of(new Entity("Q1", "x", "", NONE, NONE, 9, NONE, NONE)))
        .isEqualTo(ContentHash.of(new Entity("Q1", "x", "", NONE, NONE, 0, NONE, NONE)));
  }

  /** Hashes are stored in knowledge bases: with a new encoding, every entity would look changed. */
  @Test
  void neverChanges() {
    Entity earth = new Entity("Q2", "Earth", "planet", A, NONE, 1, NONE, NONE);
    assertThat(ContentHash.of(earth))
        .isEqualTo("c32f41638909bd5c505b7070aac0f855d8238bbd98f8fcef323689b1d9f2ee32");
  }
}
