package org.melange.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Downloads a published CLIP into a directory: configuration, tokenizer, and weights in the first
 * supported format. Not thread-safe.
 */
public final class ClipFolder {

  private static final List<String> NEEDED = List.of("config.json", "tokenizer.json");

  /** Formats of weights, in order of preference. */
  private static final List<String> WEIGHTS =
      List.of(
          "model.safetensors",
          "model.safetensors.index.json",
          "pytorch_model.bin",
          "pytorch_model.bin.index.json");

  private final Hub hub;
  private final String model;
  private final Hub.Listing listing;
  private final Path folder;
  private final Follower follower;

  /** Listens to the progress of each file. */
  public interface Follower {
    /** {@code done} of {@code all} bytes were downloaded (-1: unknown). */
    void progress(String file, long done, long all);

    /** The file exists and is the published one. */
    void kept(String file);
  }

  /**
   * @param listing what the model consists of
   * @param folder the target directory, which is created if necessary
   */
  public ClipFolder(Hub hub, String model, Hub.Listing listing, Path folder, Follower follower) {
    this.hub = hub;
    this.model = model;
    this.listing = listing;
    this.folder = folder;
    this.follower = follower;
  }

  /**
   * Downloads every missing file.
   *
   * @return the SHA-256 of each file
   * @throws HubException if the model lacks a required file, or a download fails
   * @throws IOException if the directory cannot be written
   */
  public Map<String, String> fetch() throws IOException {
    Files.createDirectories(folder);
    Map<String, String> sums = new TreeMap<>();
    for (String name : NEEDED) {
      sums.put(name, bring(file(name)));
    }
    String weights =
        WEIGHTS.stream()
            .filter(listing.files()::containsKey)
            .findFirst()
            .orElseThrow(() -> lacks("any of " + WEIGHTS));
    sums.put(weights, bring(file(weights)));
    if (weights.endsWith(".index.json")) {
      for (String shard : shards(folder.resolve(weights))) {
        sums.put(shard, bring(file(shard)));
      }
    }
    return sums;
  }

  private PublishedFile file(String name) throws HubException {
    return Optional.ofNullable(listing.files().get(name)).orElseThrow(() -> lacks(name));
  }

  private HubException lacks(String what) {
    return HubException.lasting(
        model
            + " at "
            + listing.commit()
            + " is not a CLIP in the Hugging Face layout: it lacks "
            + what);
  }

  private String bring(PublishedFile file) throws IOException {
    Path target = folder.resolve(file.name());
    if (file.checksum().isPresent()
        && Files.isRegularFile(target)
        && file.checksum().get().fits(target)) {
      follower.kept(file.name());
    } else {
      hub.fetch(
          model,
          listing.commit(),
          file,
          target,
          (done, all) -> follower.progress(file.name(), done, all));
    }
    return Checksum.sha256(target).hex();
  }

  private static TreeSet<String> shards(Path index) throws IOException {
    TreeSet<String> shards = new TreeSet<>();
    try {
      JsonNode map = new ObjectMapper().readTree(Files.readString(index)).path("weight_map");
      map.forEach(shard -> shards.add(shard.asText()));
    } catch (JsonProcessingException e) {
      throw HubException.lasting(index + " is not an index of shards");
    }
    return shards;
  }
}
