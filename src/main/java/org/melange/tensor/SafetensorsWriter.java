package org.melange.tensor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes the tensors of a source to a safetensors file, with one tensor in memory at a time. */
final class SafetensorsWriter {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TensorSource source;
  private final SortedSet<String> names;
  private final Map<String, String> metadata;

  SafetensorsWriter(TensorSource source, Map<String, String> metadata) {
    this.source = source;
    this.names = new TreeSet<>(source.names());
    this.metadata = new TreeMap<>(metadata);
  }

  /** Writes to a temporary file and renames it, so that a crash leaves no incomplete model. */
  void write(Path file) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        writeHeader(out);
        for (String name : names) {
          writeData(out, name);
        }
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    } finally {
      part.toFile().delete();
    }
  }

  private void writeHeader(OutputStream out) throws IOException {
    String json = headerJson();
    // The format requires the data to start at a multiple of eight bytes.
    String padded = json + " ".repeat((8 - json.getBytes(StandardCharsets.UTF_8).length % 8) % 8);
    byte[] bytes = padded.getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(bytes.length).array());
    out.write(bytes);
  }

  private String headerJson() throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject("__metadata__");
      metadata.forEach(node::put);
    }
    long begin = 0;
    for (String name : names) {
      long[] shape = source.shape(name);
      long end = begin + Math.multiplyExact(Tensor.elements(shape), Float.BYTES);
      ObjectNode node = root.putObject(name).put("dtype", ElementType.F32.name());
      ArrayNode dimensions = node.putArray("shape");
      for (long dimension : shape) {
        dimensions.add(dimension);
      }
      node.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    return JSON.writeValueAsString(root);
  }

  private void writeData(OutputStream out, String name) throws IOException {
    float[] values = source.read(name);
    if (values.length != Tensor.elements(source.shape(name))) {
      throw new WeightsException("tensor " + name + ": element count does not fit its shape");
    }
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    out.write(bytes);
  }
}
