package org.melange.spark.kb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Descriptions by QID. */
class BroadcastTextsTest {

  private static BroadcastTexts of(String version, Row... rows) {
    return BroadcastTexts.of(version, Stream.of(rows).iterator());
  }

  private static Row row(String qid, String description) {
    return RowFactory.create(qid, description);
  }

  @Test
  void findsDescriptionsByQid() {
    BroadcastTexts descriptions =
        of("v", row("Q10", "ten \u20ac"), row("Q2", "two"), row("Q3", " "), row("Q4", ""));
    assertThat(descriptions.of("Q2")).isEqualTo("two");
    assertThat(descriptions.of("Q10")).isEqualTo("ten \u20ac");
    assertThat(descriptions.of("Q3")).isEmpty();
    assertThat(descriptions.of("Q4")).isEmpty();
    assertThat(descriptions.of("Q1")).isEmpty();
    assertThat(of("empty").of("Q1")).isEmpty();
  }

  /** More than two blocks, in random order. */
  @Test
  void findsEveryDescriptionOfALargeKnowledgeBase() {
    int entities = 2 * (1 << 16) + 3;
    List<Integer> numbers = new ArrayList<>(IntStream.rangeClosed(1, entities).boxed().toList());
    Collections.shuffle(numbers, new Random(2));
    BroadcastTexts descriptions =
        BroadcastTexts.of("large", numbers.stream().map(n -> row("Q" + n, "d" + n)).iterator());
    for (int n = 1; n <= entities; n++) {
      if (!descriptions.of("Q" + n).equals("d" + n)) {
        assertThat(descriptions.of("Q" + n)).isEqualTo("d" + n);
      }
    }
    assertThat(descriptions.of("Q" + (entities + 1))).isEmpty();
  }

  @Test
  void survivesSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(of("v", row("Q1", "one")));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((BroadcastTexts) in.readObject()).of("Q1")).isEqualTo("one");
    }
  }

  @Test
  void weightsAreComputedOncePerVersion() {
    BroadcastTexts one = of("weights of one", row("Q1", "painter of flowers"));
    assertThat(one.weights()).isSameAs(one.weights());
    assertThat(of("weights of two", row("Q1", "painter")).weights()).isNotSameAs(one.weights());
  }
}
