package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.testing.LocalSpark;

/** Updates and maintenance of a links table in an Iceberg catalog. */
class CatalogStoreTest {

  @TempDir private Path directory;

  /** The second day is interrupted, maintained and repeated. */
  @Test
  void theLinksAreThoseOfDeltaTables() {
    StoreFixture fixture = StoreFixture.in(directory);
    String name = StoreFixture.inLake("two_days");
    UpdateResult first =
        StoreFixture.in(directory, "run.shard-posts=100").update(name, TwoDays.first());
    assertThat(first.summary().values())
        .containsEntry("posts_new", 5L)
        .containsEntry("records_rejected", 1L)
        .containsEntry("mentions", 5L)
        .containsEntry("shards", 1L);
    LinkStore store = LinkStore.open(LocalSpark.session(), name);
    UpdateInput second = fixture.input(TwoDays.second());
    LinkUpdate stopped = fixture.update(store).setListener(stoppingAt("after links"));
    assertThatThrownBy(() -> stopped.run(second)).hasMessage("after links");

    maintain(store);

    UpdateResult resumed = fixture.update(store).run(second);
    assertThat(resumed.resumed()).isTrue();
    assertThat(resumed.shards()).isEqualTo(1);
    assertThat(resumed.shardsLeft()).isZero();
    LinkStore delta = LinkStore.open(LocalSpark.session(), TwoDays.delta());
    assertThat(StoreFixture.links(delta)).hasSize(6);
    assertThat(StoreFixture.links(store)).isEqualTo(StoreFixture.links(delta));
    assertThat(StoreFixture.posts(delta)).hasSize(7);
    assertThat(StoreFixture.posts(store)).isEqualTo(StoreFixture.posts(delta));
    assertThat(StoreFixture.quarantine(delta)).isEmpty();
    assertThat(StoreFixture.quarantine(store)).isEmpty();

    UpdateResult nothing = fixture.update(store).run(second);
    assertThat(nothing.shards()).isZero();
    assertThat(nothing.version()).isEqualTo(resumed.version());
    assertThat(store.links(Optional.of(resumed.version())).count()).isEqualTo(6);
    assertThatThrownBy(() -> store.links(Optional.of(first.version())))
        .hasMessageContaining("has no version " + first.version())
        .hasMessageEndingWith("the current one is " + store.version());
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

  private static void maintain(LinkStore store) {
    List<String> messages = new ArrayList<>();
    StoreMaintenance maintenance = new StoreMaintenance(store, 1 << 27, Duration.ZERO);
    List<TableMaintenance> done = maintenance.run(messages::add);
    assertThat(messages).anyMatch(line -> line.startsWith("completing the commit of shard 1"));
    assertThat(done)
        .allSatisfy(table -> assertThat(table.filesAfter()).isLessThanOrEqualTo(table.buckets()))
        .anySatisfy(table -> assertThat(table.filesAfter()).isLessThan(table.filesBefore()))
        .anySatisfy(table -> assertThat(table.versionsExpired()).isPositive());
    assertThat(maintenance.plan())
        .allSatisfy(table -> assertThat(table.filesAfter()).isEqualTo(table.filesBefore()))
        .allSatisfy(table -> assertThat(table.versionsExpired()).isZero());
  }
}
