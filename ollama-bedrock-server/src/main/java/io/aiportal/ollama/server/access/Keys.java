package io.aiportal.ollama.server.access;

import io.aiportal.ollama.internal.Sha256;
import io.aiportal.ollama.server.settings.KeySetting;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that are known, by their hashes. */
final class Keys {

  private final List<Known> known;

  /** These keys; each of their owners may have several. */
  Keys(List<KeySetting> owners) {
    List<Known> all = new ArrayList<>();
    for (KeySetting owner : owners) {
      owner.sha256().forEach(hash -> all.add(new Known(HexFormat.of().parseHex(hash), owner)));
    }
    this.known = List.copyOf(all);
  }

  boolean isEmpty() {
    return known.isEmpty();
  }

  /** How many have a key. */
  long owners() {
    return known.stream().map(one -> one.owner.name()).distinct().count();
  }

  /** The owner of a key, found in the same time whatever the key is; null if it is not known. */
  @Nullable KeySetting owner(String key) {
    byte[] hash = Sha256.of(key);
    KeySetting owner = null;
    for (Known one : known) {
      if (MessageDigest.isEqual(one.hash, hash)) {
        owner = one.owner;
      }
    }
    return owner;
  }

  private record Known(byte[] hash, KeySetting owner) {}
}
