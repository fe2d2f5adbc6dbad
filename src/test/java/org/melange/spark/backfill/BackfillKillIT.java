package org.melange.spark.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.melange.spark.store.StoreFixture.entity;
import static org.melange.spark.store.StoreFixture.links;
import static org.melange.spark.store.StoreFixture.post;
import static org.melange.spark.store.StoreFixture.posts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.row.Schemas;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.StoreFixture;
import org.melange.testing.ChildProcess;
import org.melange.testing.LocalSpark;

/** Backfills whose process is killed at each of their steps. */
@Tag("chaos")
class BackfillKillIT {

  private static final int KILLED = 137;
  private static final String[] POSTS = {
    post("a", "Georgia and Tbilisi"),
    post("b", "Georgia"),
    post("c", "Guatemala"),
    post("d", "Batumi")
  };

  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource({
    "planning, false",
    "planned, false",
    "linking, false",
    "changes, false",
    "before links, false",
    "after links, true",
    "before states, true",
    "after states, true"
  })
  void theNextRunFinishesWhatAKilledOneBegan(String step, boolean published) throws Exception {
    StoreFixture fixture = StoreFixture.in(dir, "backfill.max-churn=1");
    KnowledgeBase after =
        KnowledgeBase.write(
            LocalSpark.rows(
                Schemas.ENTITY.toDDL(),
                List.of(
                    entity("Q230", "Georgia", "country in the Caucasus"),
                    entity("Q994", "Tbilisi", "capital of Georgia"),
                    entity("Q25475", "Batumi", "city by the sea"))),
            dir.resolve("kb").toString(),
            Map.of());
    String table = dir.resolve("table").toString();
    fixture.update(table, POSTS);
    LinkStore store = LinkStore.open(LocalSpark.session(), table);
    List<String> before = links(store);
    assertThat(code(fixture, table, after, "KILL", step)).isEqualTo(KILLED);
    assertThat(links(store).equals(before)).isNotEqualTo(published);
    assertThat(code(fixture, table, after, "NONE", step)).isZero();
    assertThat(Files.exists(dir.resolve("table/_backfill"))).isFalse();
    List<String> links = links(store);
    List<String> states = posts(store);
    assertThat(links).hasSize(4).isNotEqualTo(before);

    String undisturbed = dir.resolve("undisturbed").toString();
    fixture.update(undisturbed, POSTS);
    assertThat(code(fixture, undisturbed, after, "NONE", step)).isZero();
    LinkStore expected = LinkStore.open(LocalSpark.session(), undisturbed);
    assertThat(links).isEqualTo(links(expected));
    assertThat(states).isEqualTo(posts(expected));
  }

  private int code(
      StoreFixture fixture, String table, KnowledgeBase base, String signal, String step)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(table, base.directory(), signal, step));
    arguments.addAll(fixture.overrides());
    Path log = Files.createTempFile(dir, "child", ".log");
    try (ChildProcess child =
        ChildProcess.start(BackfillChild.class, log, Map.of(), arguments.toArray(String[]::new))) {
      return child.code();
    }
  }
}
