package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.melange.spark.store.StoreFixture.links;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However posts are divided into days and shards, whatever the order of the days, and wherever runs
 * end early: the links are those of one run over all posts.
 */
class LinkUpdatePropertyTest {

  private static final List<String> TEXTS =
      List.of("Georgia", "Tbilisi and Georgia", "nothing", "Guatemala, Tbilisi");

  @TempDir Path dir;

  /** Ends a run as a kill does: nothing is caught. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void daysAndCrashesDoNotMatter() {
    check(1);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21})
  void daysAndCrashesDoNotMatterForOtherSeeds(int seed) {
    check(seed);
  }

  private void check(int seed) {
    Random random = new Random(seed);
    List<String> records = records(random);
    StoreFixture whole = StoreFixture.in(dir, "posts.order-by=at", "run.shard-posts=1000");
    whole.update(dir.resolve("whole").toString(), records.toArray(String[]::new));

    Collections.shuffle(records, random);
    StoreFixture days =
        StoreFixture.in(dir, "posts.order-by=at", "run.shard-posts=" + (3 + random.nextInt(9)));
    LinkStore store = days.store(dir.resolve("days").toString());
    int day = 1 + records.size() / (1 + random.nextInt(3));
    for (int from = 0; from < records.size(); from += day) {
      List<String> some = records.subList(from, Math.min(records.size(), from + day));
      UpdateInput input = days.input(some.toArray(String[]::new));
      if (random.nextBoolean()) {
        crash(days, store, input, random.nextInt(30));
      }
      days.update(store).run(input);
    }
    assertThat(links(store)).as("seed " + seed).isEqualTo(links(whole.store(dir + "/whole")));
    assertThat(store.links().select("post_id", "mention_id").distinct().count())
        .isEqualTo(store.links().count());
  }

  private static void crash(StoreFixture fixture, LinkStore store, UpdateInput input, int step) {
    int[] steps = {0};
    UpdateListener killing =
        new UpdateListener() {
          @Override
          public void step(String name) {
            if (steps[0]++ == step) {
              throw new Killed();
            }
          }
        };
    try {
      fixture.update(store).setListener(killing).run(input);
    } catch (Killed e) {
      assertThat(steps[0]).isEqualTo(step + 1);
    }
  }

  /** Versions of posts, some deleted, each with its own time. */
  private static List<String> records(Random random) {
    List<String> records = new ArrayList<>();
    for (int at = 0; at < 24; at++) {
      String id = "p" + random.nextInt(9);
      String text = TEXTS.get(random.nextInt(TEXTS.size()));
      records.add(
          random.nextInt(6) == 0
              ? String.format(
                  Locale.ROOT, "{\"post_id\":\"%s\",\"deleted\":true,\"at\":%d}", id, at)
              : String.format(
                  Locale.ROOT, "{\"post_id\":\"%s\",\"text\":\"%s\",\"at\":%d}", id, text, at));
    }
    return records;
  }
}
