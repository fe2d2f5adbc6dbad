package org.melange.tensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Weights in several files, with an index ({@code model.safetensors.index.json}) of the file of
 * each tensor. All shards are opened at once, so that a missing one is found before the model is
 * loaded.
 */
final class ShardedWeights implements TensorSource {

  /** A file name without a directory, and not {@code .} or {@code ..}. */
  private static final Pattern PLAIN_NAME = Pattern.compile("(?!\\.{1,2}$)[^/\\\\\\x00]+");

  private final Path index;
  private final Map<String, String> shardOf = new TreeMap<>();
  private final Map<String, TensorSource> shards = new TreeMap<>();

  private ShardedWeights(Path index) {
    this.index = index;
  }

  static ShardedWeights open(Path index) {
    ShardedWeights weights = new ShardedWeights(index);
    boolean opened = false;
    try {
      weights.openShards();
      opened = true;
      return weights;
    } finally {
      if (!opened) {
        weights.close();
      }
    }
  }

  private void openShards() {
    for (Map.Entry<String, JsonNode> field : weightMap().properties()) {
      String shard = field.getValue().asText();
      TensorSource source = shards.computeIfAbsent(shard, this::openShard);
      if (!source.names().contains(field.getKey())) {
        throw new WeightsException(index, "tensor " + field.getKey() + " is not in " + shard);
      }
      shardOf.put(field.getKey(), shard);
    }
  }

  private JsonNode weightMap() {
    try {
      JsonNode map = new ObjectMapper().readTree(Files.readString(index)).path("weight_map");
      if (map.isObject()) {
        return map;
      }
    } catch (IOException e) {
      throw new WeightsException(index, "cannot be read as JSON", e);
    }
    throw new WeightsException(index, "has no object called weight_map");
  }

  /** Shards are beside the index. A name with a directory could refer to any file. */
  private TensorSource openShard(String shard) {
    if (!PLAIN_NAME.matcher(shard).matches()) {
      throw new WeightsException(index, "'" + shard + "' is not a plain file name");
    }
    if (shard.endsWith(WeightFiles.INDEX_SUFFIX)) {
      throw new WeightsException(index, "a shard cannot be an index itself: " + shard);
    }
    return WeightFiles.open(index.resolveSibling(shard));
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(shardOf.keySet());
  }

  @Override
  public long[] shape(String name) {
    return shard(name).shape(name);
  }

  @Override
  public float[] read(String name) {
    return shard(name).read(name);
  }

  @Override
  public void close() {
    shards.values().forEach(TensorSource::close);
  }

  private TensorSource shard(String name) {
    String shard = shardOf.get(name);
    if (shard == null) {
      throw new WeightsException(index, "no tensor called " + name);
    }
    return shards.get(shard);
  }
}
