package org.melange.spark.kb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.melange.job.SmallWorld;
import org.melange.run.Manifest;
import org.melange.testing.LocalSpark;

/** Labels and descriptions from the index are those of the entities. */
class EntityTextRowsTest {

  private static KnowledgeBase base;

  @BeforeAll
  static void open() {
    base = KnowledgeBase.open(SmallWorld.get().kb());
  }

  @Test
  void oneTaskReadsTheTextsOfKnownEntities() {
    List<Row> entities =
        base.entities(LocalSpark.session()).select("qid", "label", "description").collectAsList();
    List<String> qids =
        Stream.concat(
                entities.stream().map(row -> row.getString(0)),
                Stream.of("Q999999999999", "Georgia", ""))
            .toList();
    Dataset<Row> texts = EntityTextRows.of(LocalSpark.session(), base.index(), qids);
    assertThat(texts.collectAsList()).containsExactlyInAnyOrderElementsOf(entities);
    assertThat(texts.javaRDD().getNumPartitions()).isEqualTo(1);
  }

  @Test
  void aKnowledgeBaseThatDoesNotCountItsImagesMayHaveSome() {
    assertThat(base.mayHaveImages()).isTrue();
    assertThat(with("with_image", 0).mayHaveImages()).isFalse();
    assertThat(with("with_image", null).mayHaveImages()).isTrue();
  }

  private static KnowledgeBase with(String fact, Object value) {
    TreeMap<String, Object> facts = new TreeMap<>(base.manifest().facts());
    facts.put(fact, value);
    facts.values().removeIf(Objects::isNull);
    return new KnowledgeBase(base.directory(), new Manifest("knowledge-base", "version", facts));
  }
}
