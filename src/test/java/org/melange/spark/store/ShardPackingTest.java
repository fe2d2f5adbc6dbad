package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShardPackingTest {

  private static ShardCounts records(long records) {
    return new ShardCounts(records, records, 0, 0);
  }

  private static List<Long> sizes(List<Shard> shards) {
    return shards.stream().map(shard -> shard.counts().records()).toList();
  }

  @Test
  void nothingIsNoShard() {
    assertThat(ShardPacking.pack(Map.of(), 10)).isEmpty();
    assertThat(ShardPacking.pack(Map.of("a", records(0)), 10)).isEmpty();
  }

  @Test
  void shardsAreOfAboutTheSameSize() {
    Map<String, ShardCounts> files = new TreeMap<>();
    for (int i = 0; i < 8; i++) {
      files.put("full-" + i, records(12));
      files.put("rest-" + i, records(1 + i % 3));
    }
    // 111 records: three shards are needed, and none of them is a small rest.
    assertThat(sizes(ShardPacking.pack(files, 50))).hasSize(3).allMatch(size -> size >= 36);
  }

  @Test
  void oneShardTakesWhatFits() {
    Map<String, ShardCounts> files = Map.of("a", records(3), "b", records(4), "c", records(3));
    assertThat(ShardPacking.pack(files, 10))
        .containsExactly(new Shard("1", List.of("b", "a", "c"), List.of(), records(10)));
  }

  @Test
  void aFileThatIsTooLargeIsAShardOfItsOwn() {
    Map<String, ShardCounts> files = new TreeMap<>(Map.of("large", records(30)));
    for (int i = 0; i < 10; i++) {
      files.put("small-" + i, records(1));
    }
    assertThat(sizes(ShardPacking.pack(files, 10))).containsExactlyInAnyOrder(30L, 4L, 3L, 3L);
  }

  @Test
  void everyFileIsInOneShardAndNoShardIsTooLarge() {
    Random random = new Random(7);
    for (int trial = 0; trial < 200; trial++) {
      Map<String, ShardCounts> files = new TreeMap<>(Comparator.reverseOrder());
      int count = 1 + random.nextInt(40);
      for (int i = 0; i < count; i++) {
        files.put("file-" + i, records(1 + random.nextInt(10)));
      }
      int most = 10 + random.nextInt(50);
      List<Shard> shards = ShardPacking.pack(files, most);
      assertThat(shards.stream().flatMap(shard -> shard.files().stream()).toList())
          .containsExactlyInAnyOrderElementsOf(files.keySet());
      assertThat(sizes(shards)).allMatch(size -> size <= most);
      assertThat(ShardPacking.pack(new TreeMap<>(files), most)).isEqualTo(shards);
    }
  }
}
