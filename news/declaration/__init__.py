"""How an outlet file is read strictly: its keys, its checks, the line of every key. `news.outlet` is the face."""
