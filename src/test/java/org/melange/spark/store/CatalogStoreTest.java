package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.melange.spark.store.StoreFixture.deleted;
import static org.melange.spark.store.StoreFixture.post;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates of a links table in an Iceberg catalog, compared with those of Delta tables. */
class CatalogStoreTest {

  private static final String[] FIRST_DAY = {
    post("1", "Mountains of Georgia in the Caucasus"),
    post("2", "Georgia, a state of the United States"),
    post("3", "Guatemala and Tbilisi"),
    post("4", "No names here"),
    "{\"post_id\":\"5\"}"
  };

  private static final String[] SECOND_DAY = {
    post("1", "Guatemala instead"),
    deleted("2"),
    post("3", "Guatemala and Tbilisi"),
    post("5", "Tbilisi, whole now"),
    post("6", "Georgia again")
  };

  @TempDir private Path directory;

  @Test
  void theLinksAreThoseOfDelta() {
    LinkStore delta = twoDays(directory.resolve("delta").toString());
    LinkStore iceberg = twoDays(StoreFixture.inLake("two_days"));
    assertThat(StoreFixture.links(delta)).hasSize(5);
    assertThat(StoreFixture.links(iceberg)).isEqualTo(StoreFixture.links(delta));
    assertThat(StoreFixture.posts(delta)).hasSize(6);
    assertThat(StoreFixture.posts(iceberg)).isEqualTo(StoreFixture.posts(delta));
    assertThat(StoreFixture.quarantine(iceberg)).isEmpty();
    assertThat(StoreFixture.quarantine(delta)).isEmpty();
  }

  private LinkStore twoDays(String name) {
    StoreFixture fixture = StoreFixture.in(directory);
    UpdateResult first = fixture.update(name, FIRST_DAY);
    assertThat(first.summary().values())
        .containsEntry("posts_new", 4L)
        .containsEntry("records_rejected", 1L)
        .containsEntry("mentions", 4L);
    UpdateResult second = fixture.update(name, SECOND_DAY);
    assertThat(second.summary().values())
        .containsEntry("posts_removed", 1L)
        .containsEntry("posts_unchanged", 1L)
        .containsEntry("posts_linked", 3L);
    UpdateResult third = fixture.update(name, SECOND_DAY);
    assertThat(third.shards()).isZero();
    assertThat(third.version()).isEqualTo(second.version());
    return LinkStore.open(fixture.store(name).spark(), name);
  }

  @Test
  void anInterruptedCommitIsCompleted() {
    StoreFixture fixture = StoreFixture.in(directory);
    String name = StoreFixture.inLake("interrupted");
    fixture.update(name, FIRST_DAY);
    LinkUpdate stopped = fixture.update(fixture.store(name)).setListener(stoppingAt("after links"));
    UpdateInput input = fixture.input(SECOND_DAY);
    assertThatThrownBy(() -> stopped.run(input)).hasMessage("after links");
    fixture.update(fixture.store(name)).run(input);
    LinkStore whole = fixture.store(StoreFixture.inLake("undisturbed"));
    fixture.update(whole.name(), FIRST_DAY);
    fixture.update(whole.name(), SECOND_DAY);
    LinkStore replayed = LinkStore.open(whole.spark(), name);
    assertThat(StoreFixture.links(replayed)).isEqualTo(StoreFixture.links(whole));
    assertThat(StoreFixture.posts(replayed)).isEqualTo(StoreFixture.posts(whole));
  }

  private static UpdateListener stoppingAt(String step) {
    return new UpdateListener() {
      @Override
      public void step(String name) {
        if (name.equals(step)) {
          throw new IllegalStateException(name);
        }
      }
    };
  }

  @Test
  void earlierVersionsCanBeRead() {
    StoreFixture fixture = StoreFixture.in(directory);
    String name = StoreFixture.inLake("versions");
    UpdateResult first = fixture.update(name, post("1", "Tbilisi"));
    fixture.update(name, post("1", "Guatemala"));
    LinkStore store = fixture.store(name);
    assertThat(store.links(java.util.Optional.of(first.version())).select("qid").collectAsList())
        .extracting(row -> row.getString(0))
        .isEqualTo(List.of("Q994"));
    assertThatThrownBy(() -> store.links(java.util.Optional.of("17")))
        .hasMessageContaining("has no version 17: the current one is " + store.version());
  }
}
