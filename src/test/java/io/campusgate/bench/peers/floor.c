/* The floor of the tap benchmark: what this machine allows to anybody who makes a durable record before opening.
 * Reads RDM6300 frames from a tty, looks the card up in SQLite, inserts a row (WAL, synchronous=FULL: one fsync a tap),
 * then writes the LCUS "on" bytes to a second tty. No rules, no chain, no broker.
 *
 *   cc -O2 -o floor floor.c -lsqlite3
 *   ./floor SERIAL-TTY RELAY-TTY DATABASE        (the database has: whitelist(card INTEGER PRIMARY KEY, name TEXT))
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int tty(const char *path) {
  int fd = open(path, O_RDWR | O_NOCTTY);
  struct termios t;
  if (fd < 0 || tcgetattr(fd, &t)) { perror(path); return -1; }
  cfmakeraw(&t);
  cfsetspeed(&t, B9600);
  t.c_cc[VMIN] = 1;
  t.c_cc[VTIME] = 0;
  tcsetattr(fd, TCSANOW, &t);
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int in = tty(argv[1]), relay = tty(argv[2]);
  sqlite3 *db;
  sqlite3_stmt *look, *put;
  if (in < 0 || relay < 0 || sqlite3_open(argv[3], &db)) return 1;
  sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS log"
                   "(seq INTEGER PRIMARY KEY, at REAL, card INTEGER, name TEXT)", 0, 0, 0);
  if (sqlite3_prepare_v2(db, "SELECT name FROM whitelist WHERE card=?", -1, &look, 0)) return 1;
  if (sqlite3_prepare_v2(db, "INSERT INTO log(at,card,name) VALUES(?,?,?)", -1, &put, 0)) return 1;
  char frame[14], chunk[256];
  int have = 0;
  puts("READY");
  fflush(stdout);
  for (;;) {
    ssize_t n = read(in, chunk, sizeof chunk);
    if (n <= 0) return 0;
    for (ssize_t k = 0; k < n; k++) {
      if (chunk[k] == 2) have = 0;
      if (have < 14) frame[have++] = chunk[k];
      if (have != 14 || frame[0] != 2 || frame[13] != 3) continue;
      have = 0;
      unsigned byte[6];
      for (int i = 0; i < 6; i++) if (sscanf(frame + 1 + 2 * i, "%2x", &byte[i]) != 1) byte[i] = 256;
      if ((byte[0] ^ byte[1] ^ byte[2] ^ byte[3] ^ byte[4]) != byte[5]) continue;
      long card = (long)byte[1] << 24 | byte[2] << 16 | byte[3] << 8 | byte[4];
      sqlite3_bind_int64(look, 1, card);
      int known = sqlite3_step(look) == SQLITE_ROW;
      char name[64] = "";
      if (known) snprintf(name, sizeof name, "%s", (const char *)sqlite3_column_text(look, 0));
      sqlite3_reset(look);
      struct timespec ts;
      clock_gettime(CLOCK_REALTIME, &ts);
      sqlite3_bind_double(put, 1, ts.tv_sec + ts.tv_nsec / 1e9);
      sqlite3_bind_int64(put, 2, card);
      sqlite3_bind_text(put, 3, name, -1, SQLITE_STATIC);
      if (sqlite3_step(put) != SQLITE_DONE) { fprintf(stderr, "%s\n", sqlite3_errmsg(db)); return 1; }
      sqlite3_reset(put);
      if (known && write(relay, "\xA0\x01\x01\xA2", 4) != 4) return 1;
    }
  }
}
