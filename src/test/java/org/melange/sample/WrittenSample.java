package org.melange.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads a sample back from its directory. */
record WrittenSample(Path dir) {

  private static final ObjectMapper JSON = new ObjectMapper();

  List<JsonNode> rows(String file) {
    return lines(file).stream().map(line -> parse(line).orElseThrow()).toList();
  }

  /** The posts whose lines are JSON, by id; of two with one id the first. */
  Map<String, JsonNode> posts() {
    Map<String, JsonNode> posts = new TreeMap<>();
    for (String line : lines(SampleCorpus.POSTS)) {
      parse(line)
          .filter(post -> post.has("post_id"))
          .ifPresent(post -> posts.putIfAbsent(post.get("post_id").asText(), post));
    }
    return posts;
  }

  JsonNode broken(Defect defect) {
    return posts().get("x-" + defect.code().replace('_', '-'));
  }

  List<String> lines(String file) {
    try {
      return Files.readAllLines(dir.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] image(JsonNode post) {
    try {
      return Files.readAllBytes(dir.resolve(uri(post)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String uri(JsonNode post) {
    return post.get("images").get(0).get("uri").asText();
  }

  /** The hash of every file, by path. */
  Map<String, String> hashes() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(dir)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    for (Path file : files) {
      hashes.put(dir.relativize(file).toString(), sha256(Files.readAllBytes(file)));
    }
    return hashes;
  }

  static Optional<JsonNode> parse(String line) {
    try {
      return Optional.of(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
