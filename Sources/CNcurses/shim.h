#pragma once
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <term.h>
#include <wchar.h>

// What Swift cannot import of ncurses: macros, variables behind macros, and functions that take wide characters of
// platform-dependent type.

// Starts the terminal of this description on standard input and output; NULL if there is no such description.
static inline SCREEN *curses_start(const char *terminal) { return newterm(terminal, stdout, stdin); }

static inline WINDOW *curses_screen(void) { return stdscr; }
static inline int curses_colors(void) { return COLORS; }

static inline attr_t curses_bold(void) { return A_BOLD; }
static inline attr_t curses_dim(void) { return A_DIM; }
static inline attr_t curses_reverse(void) { return A_REVERSE; }

// Writes one character, with the marks on it, in the colours of a pair.
static inline void curses_put(int row, int column, const unsigned int *scalars, int count, attr_t attributes,
                              short pair) {
  wchar_t text[CCHARW_MAX + 1] = {L' '};
  for (int place = 0; place < count && place < CCHARW_MAX; place++) text[place] = (wchar_t)scalars[place];
  cchar_t cell;
  if (setcchar(&cell, text, attributes, pair, NULL) == OK) mvadd_wch(row, column, &cell);
}

// Defines a pair whose colours may be direct, red, green and blue in one number.
static inline int curses_define_pair(short pair, int foreground, int background) {
#if defined(NCURSES_EXT_COLORS) && NCURSES_EXT_COLORS
  return init_extended_pair(pair, foreground, background);
#else
  return init_pair(pair, (short)foreground, (short)background);
#endif
}

// Makes the description of a terminal the current one; OK or ERR.
static inline int curses_enter_description(const char *terminal) {
  int status = 0;
  return setupterm(terminal, 1, &status);
}
static inline void curses_leave_description(void) { del_curterm(cur_term); }

// What the description of a terminal says: 1 if its colours are direct, 0 if not, -2 if it cannot move its cursor, -1 if
// there is no description.
static inline int curses_describe(const char *terminal) {
  if (curses_enter_description(terminal) != OK) return -1;
  const char *move = tigetstr("cup");
  int direct = tigetflag("RGB") > 0 || tigetnum("RGB") > 0;
  curses_leave_description();
  return move == NULL || move == (const char *)-1 ? -2 : direct;
}

// The short names of all capabilities of a kind, in the order of compiled descriptions; NULL after the last.
static inline const char *curses_boolean_name(int place) { return boolnames[place]; }
static inline const char *curses_number_name(int place) { return numnames[place]; }
static inline const char *curses_string_name(int place) { return strnames[place]; }

// A terminal's string of the current description; NULL where it has none.
static inline const char *curses_capability(const char *name) {
  const char *text = tigetstr(name);
  return text == (const char *)-1 ? NULL : text;
}

// The extent of the terminal on a file descriptor; 0 on success.
static inline int terminal_size(int descriptor, int *width, int *height) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
  *width = size.ws_col;
  *height = size.ws_row;
  return 0;
}

// Takes the locale of characters of this name, and of nothing else: numbers stay as in C. An empty name stands for the
// environment's. Whether there is such a locale.
static inline int locale_take(const char *name) { return setlocale(LC_CTYPE, name) != NULL; }

// Whether the locale writes text in UTF-8.
static inline int locale_is_utf8(void) {
  const char *codeset = nl_langinfo(CODESET);
  return codeset[0] == 'U' && codeset[1] == 'T' && codeset[2] == 'F';
}
